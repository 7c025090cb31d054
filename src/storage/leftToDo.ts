/** What is left to do = manifest − records, of the run itself as of a retry; never a question to the queue. */
import type { ManifestEntry } from '../config/runRequest.ts';
import type { ObjectStore } from './objectStore.ts';
import { readShardRecords, recordedShards, type CountedRecord } from './records.ts';
import { generationOf, type RunFile } from './runFile.ts';

type Retry = RunFile['retry'];

/** Whether a retry is to try again what this record tells of. Its own generation's records are final. */
export function isToRetry({ record, generation }: CountedRecord, retry: Retry): boolean {
  if (retry === null || record.status === 'ok' || generation >= retry.generation) return false;
  return retry.codes === null || retry.codes.includes(record.code);
}

/**
 * Indices of the shard's lines that this generation of the run has to record, ascending: all of them, or, in a retry, those
 * whose image failed before.
 */
export async function linesToDo(
  store: ObjectStore,
  { run, retry }: Pick<RunFile, 'run' | 'retry'>,
  shard: number,
  lines: readonly ManifestEntry[],
): Promise<number[]> {
  const all = lines.map((_, index) => index);
  if (retry === null) return all;
  const records = (await readShardRecords(store, run, shard, retry.generation - 1)) ?? [];
  const wanted = new Set(records.filter((one) => isToRetry(one, retry)).map(({ record }) => record.key));
  return all.filter((index) => wanted.has(lines[index]!.key));
}

/** Numbers of the shards that this generation has yet to record, ascending. */
export async function shardsLeft(
  store: ObjectStore,
  file: Pick<RunFile, 'run' | 'retry' | 'shards'>,
): Promise<number[]> {
  const { run, retry, shards } = file;
  const recorded = await recordedShards(store, run, generationOf(file));
  const missing = Array.from({ length: shards }, (_, shard) => shard).filter((shard) => !recorded.has(shard));
  if (retry === null) return missing;
  const left: number[] = [];
  for (const shard of missing) {
    const records = (await readShardRecords(store, run, shard, retry.generation - 1)) ?? [];
    if (records.some((one) => isToRetry(one, retry))) left.push(shard);
  }
  return left;
}
