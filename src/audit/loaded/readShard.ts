import { keys } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { decodeRecords } from '../../storage/records.ts';
import type { RunRecord } from '../../storage/record.ts';

/** A record with its place: maps lie at the same line of the same generation. */
export interface PlacedRecord {
  readonly record: RunRecord;
  readonly shard: number;
  readonly generation: number;
  readonly line: number;
}

/** Per key of a shard the record of its highest generation, up to `newest`, in the order of the manifest. */
export async function readShard(
  store: ObjectStore,
  run: string,
  shard: number,
  newest: number,
): Promise<PlacedRecord[]> {
  const byKey = new Map<string, PlacedRecord>();
  for (let generation = 0; generation <= newest; generation++) {
    const key = keys.record(run, shard, generation);
    const bytes = await store.get(key);
    if (bytes === undefined) continue;
    for (const [line, record] of decodeRecords(bytes, key).entries())
      byKey.set(record.key, { record, shard, generation, line });
  }
  return [...byKey.values()];
}
