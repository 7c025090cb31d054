/** The programs of docs/reading-results.md, run as they stand there, on a run's table. */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { IndexTable } from '../../src/report/indexTable.ts';
import { encodeNpy } from '../../src/storage/npy.ts';
import type { RunRecord } from '../../src/storage/record.ts';
import { encodeRecords } from '../../src/storage/records.ts';
import { encodeTar } from '../../src/storage/tar.ts';
import { failedImage } from '../../src/worker/failedImage.ts';
import { shardSamples } from '../../src/worker/shardSamples.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { explained, failedRecord, okRecord } from '../support/records.ts';

const page = readFileSync(join(root, 'docs/reading-results.md'), 'utf8');
const folder = sharedFolder();
const table = join(folder, 'index.parquet');

/** @param language of the block of code. @param at which of them */
function program(language: string, at = 0): string {
  const [, text] = [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))][at]!;
  expect(text).toContain('results/runs/demo');
  return text!.replaceAll('results/runs/demo', folder);
}

/** Beside the packages of the project, so that imports are found. */
function runInNode(text: string): unknown {
  const file = join(root, '.build/reading-results', 'answer.mjs');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

/** Three classes; flat maps, another method and a failed image, which the question leaves out. */
const records: readonly RunRecord[] = [
  ...Array.from({ length: 7 }, (_, index) =>
    okRecord(`${index}.jpg`, {
      top5: [{ index: [4, 2, 4, 9, 2, 4, 9][index]!, name: null, probability: 0.5 }],
      explanations: [
        explained({ entropy: 1 + index / 3, flat: index === 6 }),
        explained({ method: 'scorecam', entropy: 100 }),
      ],
    }),
  ),
  failedRecord('broken.jpg', 'IMAGE_CORRUPT', 'it is "broken",\nreally'),
];
const expected = [
  { class: 4, images: 3, entropy: 1.7778 },
  { class: 2, images: 2, entropy: 1.8333 },
  { class: 9, images: 1, entropy: 2 },
];

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const numbers = (rows: readonly Record<string, unknown>[]): Record<string, number>[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])));

beforeAll(async () => {
  const index = new IndexTable(null);
  for (const record of records) await index.add({ record, shard: 0, generation: 0, line: 0 });
  writeFileSync(table, await index.finish());
});

test('DuckDB', async () => {
  expect(numbers(await query(program('sql')))).toEqual(expected);
});

test('every cell comes back, also what is absent', async () => {
  const rows = await query(`SELECT * FROM '${table}'`);
  expect(rows).toHaveLength(15);
  expect(rows[14]).toMatchObject({
    key: 'broken.jpg',
    status: 'failed',
    message: 'it is "broken",\nreally',
    top1: null,
    method: null,
  });
  expect(rows[0]).toMatchObject({
    key: '0.jpg',
    class: 2,
    box_width: 3,
    center_x: 0.5,
    label: null,
    code: null,
  });
});

test('Node.js', () => {
  expect(runInNode(program('js'))).toEqual(expected);
});

const pythonWith = (packages: string): string | undefined =>
  [join(root, '.venv/bin/python'), 'python3'].find(
    (name) => spawnSync(name, ['-c', `import ${packages}`]).status === 0,
  );

function runInPython(python: string, text: string): unknown {
  const { stdout, stderr } = spawnSync(python, ['-c', text], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const python = pythonWith('pandas, pyarrow');

test.skipIf(python === undefined)(
  `pandas${python === undefined ? ' (skipped: pip install pandas pyarrow)' : ''}`,
  () => expect(runInPython(python!, program('python'))).toEqual(expected),
);

describe('feature vectors: the nearest image of each', () => {
  /** The retry's vector of "c" counts, and "d" failed. */
  const nearest = [
    { key: 'a', nearest: 'b', cosine: 0.981 },
    { key: 'b', nearest: 'a', cosine: 0.981 },
    { key: 'e', nearest: 'c', cosine: 1 },
    { key: 'c', nearest: 'e', cosine: 1 },
  ];
  beforeAll(() => {
    const write = (shard: string, of: readonly RunRecord[], vectors: readonly number[]): void => {
      writeFileSync(join(folder, `records/${shard}.jsonl`), encodeRecords(of));
      const shape = [of.length, vectors.length / of.length];
      const features = { data: Float32Array.from(vectors), shape };
      writeFileSync(join(folder, `features/${shard}.npy`), encodeNpy(features, 'float16'));
    };
    mkdirSync(join(folder, 'records'));
    mkdirSync(join(folder, 'features'));
    write(
      'shard-00000',
      [okRecord('a'), failedRecord('c', 'TIMEOUT'), okRecord('b')],
      [1, 0, 0, NaN, NaN, NaN, 5, 1, 0],
    );
    write('shard-00000.r1', [okRecord('c')], [0, 0, 0.00001]);
    write('shard-00001', [failedRecord('d', 'IMAGE_EMPTY'), okRecord('e')], [NaN, NaN, NaN, 0, -0, 3]);
    writeFileSync(
      join(folder, 'records/shard-00002.jsonl'),
      encodeRecords([failedRecord('f', 'IMAGE_EMPTY')]),
    );
  });

  test('Node.js', () => expect(runInNode(program('js', 1))).toEqual(nearest));

  const numpy = pythonWith('numpy');
  test.skipIf(numpy === undefined)(`NumPy${numpy === undefined ? ' (skipped: pip install numpy)' : ''}`, () =>
    expect(runInPython(numpy!, program('python', 1))).toEqual(nearest),
  );
});

test.skipIf(pythonWith('tarfile') === undefined)('WebDataset shards by Python’s tarfile', async () => {
  const names = ['cats/1.jpg', 'cats/1.png', `${'deep/'.repeat(60)}ö.jpg`];
  const images = names.map((key) => {
    const { sample, ...failed } = failedImage(failedRecord(key, 'TIMEOUT'));
    return {
      ...failed,
      record: okRecord(key),
      sample: [...sample, { name: 'heatmap.png', bytes: new Uint8Array(700) }],
    };
  });
  mkdirSync(join(folder, 'webdataset'));
  writeFileSync(join(folder, 'webdataset/shard-00000.tar'), await encodeTar(shardSamples(images)));
  expect(runInPython(pythonWith('tarfile')!, program('python', 2))).toEqual(names);
});
