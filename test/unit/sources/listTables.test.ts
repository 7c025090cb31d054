/** Manifests that are tables: the same images as from JSONL, and what is wrong told with the row. */
import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ManifestEntry } from '../../../src/config/runRequest.ts';
import { listManifest } from '../../../src/sources/listManifest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const labels = ['cat', 'dog'];

async function listed(path: string, root: string): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  const options = { root, labels, classCount: 2, needsLabel: false };
  for await (const entry of listManifest(path, options)) entries.push(entry);
  return entries;
}

function csv(text: string | Uint8Array): Promise<ManifestEntry[]> {
  const root = temporaryFolder();
  writeFileSync(join(root, 'list.CSV'), text);
  writeFileSync(join(root, 'a, "b".jpg'), 'four');
  return listed(join(root, 'list.CSV'), root);
}

/** @param query what a table holds, in DuckDB's words: another writer than ours */
async function parquet(query: string, options = ''): Promise<ManifestEntry[]> {
  const root = temporaryFolder();
  const path = join(root, 'list.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return listed(path, root);
}

describe('CSV', () => {
  test('columns by name, quotes, an absent label, a box in four columns, others left alone', async () => {
    const lines = [
      '\uFEFFlabel,key,note,box_x,box_y,box_width,box_height,mask',
      'dog,"a, ""b"".jpg",x,1,2.5,3,4,',
      '',
      ',c.jpg,"two\nlines",,,,,"a, ""b"".jpg"',
      '0,d.jpg,,,,,,',
    ];
    expect(await csv(lines.join('\r\n'))).toEqual([
      { key: 'a, "b".jpg', label: 1, box: [1, 2.5, 3, 4], bytes: 4 },
      { key: 'c.jpg', bytes: 0, mask: { key: 'a, "b".jpg', bytes: 4 } },
      { key: 'd.jpg', label: 0, bytes: 0 },
    ]);
  });

  test.each([
    ['no column "key"', 'path\na.jpg\n', 'SOURCE_INVALID', /has no column "key", only path\./],
    [
      'other separators',
      'key;label\na.jpg;1\n',
      'SOURCE_INVALID',
      /only key;label; fields are separated by commas/,
    ],
    [
      'half a box in its numbers',
      'key,box_x,box_y,box_width,box_height\na.jpg,1,x,2,3\n',
      'SOURCE_INVALID',
      /no good box_y/,
    ],
    ['bytes of a picture', 'key\0\0\n', 'SOURCE_INVALID', /is no CSV text: it holds NUL bytes/],
    ['a row with too few fields', 'key,label\na.jpg\n', 'SOURCE_INVALID', /Line 2 .*no good CSV/],
    ['a quote that does not end', 'key\n"a.jpg\n', 'SOURCE_INVALID', /no good CSV/],
    ['a key that leads out', 'key\n../a.jpg\n', 'KEY_INVALID', /line 2/],
    ['half a box', 'key,box_x,box_y\na.jpg,1,2\n', 'SOURCE_INVALID', /Line 2 .*no good box/],
    [
      'a key that is there twice',
      'key\na.jpg\nb.jpg\na.jpg\n',
      'KEY_INVALID',
      /line 4 .*repeats that of line 2/,
    ],
    ['an unknown label', 'key,label\na.jpg,horse\n', 'CLASS_UNKNOWN', /label in line 2 of .*: "horse"/],
    ['names alone', 'key,label\n', 'SOURCE_EMPTY', /found none/],
  ])('%s', async (_what, text, code, message) => {
    await expect(csv(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('Parquet', () => {
  const query = `SELECT * FROM (VALUES
    ('a.jpg', 1::BIGINT, [1.0, 2.0, 3.0, 4.0]::DOUBLE[], NULL, 'x'), ('b.jpg', NULL, NULL, 'm.png', 'y')) t(key, label, box, mask, note)`;
  const expected = [
    { key: 'a.jpg', label: 1, box: [1, 2, 3, 4], bytes: 0 },
    { key: 'b.jpg', bytes: 0, mask: { key: 'm.png', bytes: 0 } },
  ];
  test.each(['', ', COMPRESSION zstd', ', COMPRESSION gzip', ', COMPRESSION uncompressed'])(
    'as DuckDB writes it%s',
    async (options) => expect(await parquet(query, options)).toEqual(expected),
  );

  test('labels in a column of text: indices and names', async () => {
    const rows = "SELECT * FROM (VALUES ('a.jpg', '1'), ('b.jpg', 'dog'), ('c.jpg', '0')) t(key, label)";
    expect((await parquet(rows)).map(({ label }) => label)).toEqual([1, 1, 0]);
  });

  test('several row groups in their order', async () => {
    const rows = "SELECT 'i' || range || '.jpg' AS key, (range % 2)::INTEGER AS label FROM range(5000)";
    const entries = await parquet(rows, ', ROW_GROUP_SIZE 2048');
    expect(entries.map(({ key }) => key)).toEqual(
      Array.from({ length: 5000 }, (_, index) => `i${index}.jpg`),
    );
    expect(entries[4999]).toEqual({ key: 'i4999.jpg', label: 1, bytes: 0 });
  });

  test('without a column "key" its columns are named', async () => {
    await expect(parquet("SELECT 'a.jpg' AS path")).rejects.toThrow(/no column "key", only path/);
  });

  test('a row that is no good is told by its number', async () => {
    await expect(parquet("SELECT * FROM (VALUES ('a.jpg'), ('/etc/passwd')) t(key)")).rejects.toThrow(
      /in line 2 .*absolute/,
    );
  });

  test.each([
    ['text', 'not parquet at all, but long enough'],
    ['nothing', ''],
  ])('a file that is none: %s', async (_what, text) => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'list.parquet'), text);
    await expect(listed(join(root, 'list.parquet'), root)).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
  });
});
