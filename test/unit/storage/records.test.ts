import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { directoryStore } from '../../../src/storage/directoryStore.ts';
import { keys } from '../../../src/storage/keys.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import {
  decodeRecords,
  encodeRecords,
  readRecords,
  readShardRecords,
  recordedShards,
} from '../../../src/storage/records.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const failed = (key: string): RunRecord => ({
  schema: 1,
  status: 'failed',
  key,
  code: 'IMAGE_CORRUPT',
  message: 'Line one\nline "two" \u2028',
});

const ok: RunRecord = {
  schema: 1,
  status: 'ok',
  key: 'cat.jpg',
  sha256: 'ab',
  width: 640,
  height: 480,
  transform: {
    resizedWidth: 256,
    resizedHeight: 192,
    cropLeft: 0,
    cropTop: 0,
    cropWidth: 192,
    cropHeight: 192,
  },
  label: null,
  top5: [{ index: 281, name: 'tabby', probability: 0.5 }],
  explanations: [],
};

test('records come back as they were, one a line', () => {
  const bytes = encodeRecords([ok, failed('b')]);
  expect(new TextDecoder().decode(bytes).split('\n')).toHaveLength(3);
  expect(decodeRecords(bytes, 'x')).toEqual([ok, failed('b')]);
});

test('the bytes do not depend on the order in which a record was put together', () => {
  const { status, schema, ...rest } = ok;
  expect(encodeRecords([{ ...rest, status, schema }])).toEqual(encodeRecords([ok]));
});

test('a record that is not as the schema says is not written', () => {
  const broken = { ...ok, top5: [{ index: 1, name: null, probability: Number.NaN }] };
  expect(() => encodeRecords([broken])).toThrow(/record of "cat.jpg".*top5\.0\.probability/);
});

test.each([
  ['{"schema":1', /shard-00007\.jsonl, line 2/],
  ['{"schema":2,"status":"failed","key":"b","code":"X","message":"m"}', /line 2: .*schema/],
  ['', /line 2/],
])('a line %j names the object and the line', (line, message) => {
  const bytes = Buffer.concat([encodeRecords([failed('a')]), Buffer.from(`${line}\n`)]);
  const read = (): unknown => decodeRecords(bytes, 'runs/r/records/shard-00007.jsonl');
  expect(read).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
  expect(read).toThrow(message);
});

test('a run is read shard by shard, and only what is a record of a shard', async () => {
  const root = temporaryFolder();
  const store = directoryStore(root);
  for (const shard of [10, 0, 2])
    await store.put(keys.record('r', shard), encodeRecords([failed(`${shard}a`), failed(`${shard}b`)]));
  await store.put(keys.record('other', 1), encodeRecords([failed('x')]));
  writeFileSync(`${root}/runs/r/records/notes.txt`, 'mine');

  const seen: [number, string][] = [];
  for await (const { shard, record } of readRecords(store, 'r')) seen.push([shard, record.key]);
  expect(seen).toEqual([
    [0, '0a'],
    [0, '0b'],
    [2, '2a'],
    [2, '2b'],
    [10, '10a'],
    [10, '10b'],
  ]);
  expect(await recordedShards(store, 'r', 0)).toEqual(new Set([0, 2, 10]));
});

test('per key the highest generation counts, at its place in the manifest', async () => {
  const store = directoryStore(temporaryFolder());
  await store.put(keys.record('r', 0), encodeRecords([failed('a'), ok, failed('d')]));
  await store.put(keys.record('r', 0, 2), encodeRecords([{ ...ok, key: 'd' }]));
  await store.put(keys.record('r', 0, 10), encodeRecords([{ ...ok, key: 'a' }]));
  await store.put(keys.record('r', 1), encodeRecords([failed('e')]));

  const seen = [];
  for await (const { shard, generation, record } of readRecords(store, 'r'))
    seen.push([shard, generation, record.key, record.status]);
  expect(seen).toEqual([
    [0, 10, 'a', 'ok'],
    [0, 0, 'cat.jpg', 'ok'],
    [0, 2, 'd', 'ok'],
    [1, 0, 'e', 'failed'],
  ]);
  const early = await readShardRecords(store, 'r', 0, 2);
  expect(early?.map(({ generation, record }) => [generation, record.status])).toEqual([
    [0, 'failed'],
    [0, 'ok'],
    [2, 'ok'],
  ]);
  expect(await readShardRecords(store, 'r', 7, 2)).toBeUndefined();
  expect([...(await recordedShards(store, 'r', 2))]).toEqual([0]);
});
