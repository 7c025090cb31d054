/**
 * `records/shard-*.jsonl`: one line an image. A retry adds a generation (`shard-00000.r1.jsonl`) with the images that it
 * tried again; per key the highest generation counts.
 */
import { parseAs, parseJson } from '../config/parse.ts';
import { keys, shardOf, type ShardKey } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import { recordSchema, type RunRecord } from './record.ts';

/** A finished shard as bytes; equal records give equal bytes. Throws INTERNAL where one is not as the schema says. */
export function encodeRecords(records: readonly RunRecord[]): Uint8Array {
  const lines = records.map((record) => {
    const checked = parseAs(recordSchema, record, 'INTERNAL', `record of ${JSON.stringify(record.key)}`);
    return `${JSON.stringify(checked)}\n`;
  });
  return new TextEncoder().encode(lines.join(''));
}

/** Throws STORE_CORRUPT, naming the object and the line. */
export function decodeRecords(bytes: Uint8Array, key: string): RunRecord[] {
  const text = new TextDecoder().decode(bytes);
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.map((line, index) => {
    const what = `record in ${key}, line ${index + 1}`;
    return parseAs(recordSchema, parseJson(line, 'STORE_CORRUPT', what), 'STORE_CORRUPT', what);
  });
}

/** The record that counts for an image, and where it stands: its maps are the same row of the same generation. */
export interface CountedRecord extends ShardKey {
  readonly line: number;
  readonly record: RunRecord;
}

/** The record that counts for every image of a run, in the order of the manifest, one shard in memory at a time. */
export async function* readRecords(store: ObjectStore, run: string): AsyncGenerator<CountedRecord> {
  let generations: CountedRecord[][] = [];
  for await (const found of listRecords(store, run)) {
    if (generations[0]?.[0]?.shard !== found.shard) {
      yield* counted(generations);
      generations = [];
    }
    const records = await readGeneration(store, run, found);
    if (records !== undefined) generations.push(records);
  }
  yield* counted(generations);
}

/** The same for one shard; undefined where it has no record. @param upTo the highest generation to look at */
export async function readShardRecords(
  store: ObjectStore,
  run: string,
  shard: number,
  upTo: number,
): Promise<CountedRecord[] | undefined> {
  const numbers = Array.from({ length: upTo + 1 }, (_, generation) => generation);
  const read = await Promise.all(
    numbers.map((generation) => readGeneration(store, run, { shard, generation })),
  );
  const there = read.filter((records) => records !== undefined);
  return there.length === 0 ? undefined : counted(there);
}

/** Numbers of the shards whose record of that generation is there. */
export async function recordedShards(
  store: ObjectStore,
  run: string,
  generation: number,
): Promise<Set<number>> {
  const shards = new Set<number>();
  for await (const found of listRecords(store, run))
    if (found.generation === generation) shards.add(found.shard);
  return shards;
}

/** All of one generation of a shard, whether they count or not; undefined where there is none. */
export async function readGeneration(
  store: ObjectStore,
  run: string,
  { shard, generation }: ShardKey,
): Promise<CountedRecord[] | undefined> {
  const key = keys.record(run, shard, generation);
  const bytes = await store.get(key);
  return bytes && decodeRecords(bytes, key).map((record, line) => ({ shard, generation, line, record }));
}

/** Of one shard's generations, in any order: per key the highest one, at its place in the order of the manifest. */
function counted(generations: readonly (readonly CountedRecord[])[]): CountedRecord[] {
  const ascending = generations.toSorted(([a], [b]) => (a?.generation ?? 0) - (b?.generation ?? 0));
  const byKey = new Map<string, CountedRecord>();
  for (const records of ascending) for (const one of records) byKey.set(one.record.key, one);
  return [...byKey.values()];
}

/** Shards and generations that have a record; generations of a shard follow each other. */
export async function* listRecords(store: ObjectStore, run: string): AsyncGenerator<ShardKey> {
  for await (const { key } of store.list(keys.recordPrefix(run))) {
    const found = shardOf(key);
    if (found !== undefined && key === keys.record(run, found.shard, found.generation)) yield found;
  }
}
