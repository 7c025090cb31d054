/**
 * Before a run is counted: shards whose job failed for good are recorded with the reason, so that the sum closes.
 *
 * The store alone says which shards have no record, and the queue only why one failed. A shard of which the queue tells no
 * failure either (its record was taken away, its job got lost) was not tried as far as anybody knows: no image is blamed.
 */
import { fromPlainError, type CamlineError, type PlainError } from '../errors.ts';
import { failedRecord } from '../storage/failedRecord.ts';
import { keys } from '../storage/keys.ts';
import { linesToDo, shardsLeft } from '../storage/leftToDo.ts';
import { shardReader } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { encodeRecords } from '../storage/records.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';

/** Why the shard's job failed, as far as the queue knows. */
export type ShardFailure = (shard: number) => Promise<PlainError | undefined>;

/**
 * Gives the shards that are still to be done. Throws a failure that is no image's but the request's or the machines' (a
 * changed model, an unreachable store): the run can then be taken up again.
 */
export async function closeShards(
  store: ObjectStore,
  file: RunFile,
  shardFailure: ShardFailure,
): Promise<number[]> {
  const readLines = shardReader(store, file);
  const untold: number[] = [];
  for (const shard of await shardsLeft(store, file)) {
    const reason = await shardFailure(shard);
    if (reason === undefined) {
      untold.push(shard);
      continue;
    }
    const error = fromPlainError(reason);
    if (!concernsImages(error)) throw error;
    const lines = await readLines(shard);
    const todo = await linesToDo(store, file, shard, lines);
    const records = todo.map((index) => failedRecord(lines[index]!.key, reason));
    await store.putNew(keys.record(file.run, shard, generationOf(file)), encodeRecords(records));
  }
  return untold;
}

/** Whether doing the same again would fail the same way for these images, with request and machines in order. */
const concernsImages = ({ code, exitCode }: CamlineError): boolean =>
  exitCode === 1 && code !== 'WORKER_STOPPED' && code !== 'STORE_CORRUPT';
