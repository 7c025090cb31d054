import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IndexTable } from '../../../src/report/indexTable.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { failedRecord, okRecord } from '../../support/records.ts';

async function tableOf(images: number): Promise<Uint8Array> {
  const table = new IndexTable(['a', 'b', 'c']);
  for (let index = 0; index < images; index++) {
    const key = `${index}.jpg`;
    const record = index % 10 === 0 ? failedRecord(key, 'IMAGE_EMPTY') : okRecord(key, { label: index % 3 });
    await table.add({ record, shard: index >> 5, generation: 0, line: index & 31 });
  }
  return table.finish();
}

async function counts(bytes: Uint8Array): Promise<Record<string, unknown>> {
  const path = join(temporaryFolder(), 'index.parquet');
  writeFileSync(path, bytes);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const sql = `SELECT count(*)::INT AS n, count(method)::INT AS maps, count(DISTINCT key)::INT AS keys,
    min(label_name) AS first, max(class_name) AS class FROM '${path}'`;
  const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return row!;
}

test('several groups of rows are one table, and equal records give equal bytes', async () => {
  const bytes = await tableOf(120_000);
  expect(await counts(bytes)).toEqual({ n: 120_000, maps: 108_000, keys: 120_000, first: 'a', class: 'c' });
  expect(Buffer.compare(bytes, await tableOf(120_000))).toBe(0);
});

test('a run without images has a table without rows', async () => {
  expect(await counts(await tableOf(0))).toMatchObject({ n: 0 });
});
