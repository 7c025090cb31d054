/** The programs of docs/reading-results.md, run as they stand there, on a run's table. */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { IndexTable } from '../../src/report/indexTable.ts';
import type { RunRecord } from '../../src/storage/record.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { explained, failedRecord, okRecord } from '../support/records.ts';

const page = readFileSync(join(root, 'docs/reading-results.md'), 'utf8');
const folder = sharedFolder();
const table = join(folder, 'index.parquet');

/** @param language of the block of code */
function program(language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)!;
  expect(text).toContain('results/runs/demo/index.parquet');
  return text!.replaceAll('results/runs/demo/index.parquet', table);
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
  // Beside the packages of the project, so that the import is found.
  const file = join(root, '.build/reading-results', 'answer.mjs');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, program('js'));
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(expected);
});

const python = [join(root, '.venv/bin/python'), 'python3'].find(
  (name) => spawnSync(name, ['-c', 'import pandas, pyarrow']).status === 0,
);

test.skipIf(python === undefined)(
  `pandas${python === undefined ? ' (skipped: pip install pandas pyarrow)' : ''}`,
  () => {
    const { stdout, stderr } = spawnSync(python!, ['-c', program('python')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(expected);
  },
);
