/** `records/shard-*.jsonl`: one line an image. */
import { parseAs, parseJson } from '../config/parse.ts';
import { keys, shardOf } from './keys.ts';
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

/** Every record of a run in the order of the keys, one shard in memory at a time. */
export async function* readRecords(
  store: ObjectStore,
  run: string,
): AsyncGenerator<{ readonly shard: number; readonly record: RunRecord }> {
  for await (const { shard, key } of listRecords(store, run)) {
    const bytes = await store.get(key);
    if (bytes === undefined) continue;
    for (const record of decodeRecords(bytes, key)) yield { shard, record };
  }
}

/** Numbers of the shards that are done. */
export async function recordedShards(store: ObjectStore, run: string): Promise<Set<number>> {
  const shards = new Set<number>();
  for await (const { shard } of listRecords(store, run)) shards.add(shard);
  return shards;
}

async function* listRecords(
  store: ObjectStore,
  run: string,
): AsyncGenerator<{ readonly shard: number; readonly key: string }> {
  for await (const { key } of store.list(keys.recordPrefix(run))) {
    const shard = shardOf(key);
    if (shard !== undefined && key === keys.record(run, shard)) yield { shard, key };
  }
}
