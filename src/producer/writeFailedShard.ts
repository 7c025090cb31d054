import type { ManifestEntry } from '../config/runRequest.ts';
import type { PlainError } from '../errors.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { failedRecord } from '../storage/failedRecord.ts';
import { encodeRecords } from '../storage/records.ts';

/** Records every image of a shard as failed for `reason`, unless somebody has recorded the shard meanwhile. */
export async function writeFailedShard(
  store: ObjectStore,
  run: string,
  shard: number,
  lines: readonly ManifestEntry[],
  reason: PlainError,
): Promise<void> {
  const records = lines.map(({ key }) => failedRecord(key, reason));
  await store.putNew(keys.record(run, shard), encodeRecords(records));
}
