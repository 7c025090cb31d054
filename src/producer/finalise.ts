/** The end of a run: every image has exactly one record, `run.json` says so, the report is written. */
import { CamlineError, fromPlainError, type PlainError } from '../errors.ts';
import { keys } from '../storage/keys.ts';
import { shardReader, type ShardReader } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { RunRecord } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';
import { readRunFile } from '../storage/readRunFile.ts';
import { decodeRecords } from '../storage/records.ts';
import { writeRunFile } from '../storage/writeRunFile.ts';
import { checkShard, emptyTally, tallied, type Tally } from './tally.ts';
import { writeFailedShard } from './writeFailedShard.ts';

export type WriteReport = (store: ObjectStore, run: string) => Promise<unknown>;

export interface FinaliseOptions {
  readonly store: ObjectStore;
  readonly run: string;
  /** Why the shard's job failed, as far as the queue knows. */
  readonly shardFailure: (shard: number) => Promise<PlainError | undefined>;
  readonly writeReport: WriteReport;
  readonly now: () => Date;
}

/**
 * May be repeated: a run that is finished is counted again, and nothing changes.
 *
 * A shard without a record gets one that names the reason for each of its images, so that the sum closes; where the reason
 * is no image's but the request's or the machines' (a changed model, an unreachable store), that is thrown instead, and the
 * run can be taken up again. Throws RUN_INCOMPLETE where records and manifest disagree.
 */
export async function finalise(options: FinaliseOptions): Promise<RunFile> {
  const { store, run, writeReport } = options;
  const file = await existingRun(store, run);
  const readLines = shardReader(store, file);
  let tally = emptyTally;
  for (let shard = 0; shard < file.shards; shard++) {
    const records = await recordsOf(options, readLines, shard);
    checkShard(file.run, shard, await readLines(shard), records);
    tally = tallied(tally, records);
  }
  const finished = finishedFile(file, tally, options.now);
  if (finished !== file) await writeRunFile(store, finished);
  await writeReport(store, run);
  return finished;
}

async function existingRun(store: ObjectStore, run: string): Promise<RunFile> {
  const file = await readRunFile(store, run);
  if (file !== undefined) return file;
  throw new CamlineError('RUN_UNKNOWN', `There is no run "${run}" in ${store.location}: start it first.`);
}

async function readShard(store: ObjectStore, run: string, shard: number): Promise<RunRecord[] | undefined> {
  const key = keys.record(run, shard);
  const bytes = await store.get(key);
  return bytes === undefined ? undefined : decodeRecords(bytes, key);
}

async function recordsOf(
  { store, run, shardFailure }: FinaliseOptions,
  readLines: ShardReader,
  shard: number,
): Promise<RunRecord[]> {
  const there = await readShard(store, run, shard);
  if (there !== undefined) return there;
  const reason = (await shardFailure(shard)) ?? lost;
  const error = fromPlainError(reason);
  if (!concernsImages(error)) throw error;
  await writeFailedShard(store, run, shard, await readLines(shard), reason);
  return (await readShard(store, run, shard))!;
}

/** Whether doing the same again would fail the same way for these images, with request and machines in order. */
const concernsImages = ({ code, exitCode }: CamlineError): boolean =>
  exitCode === 1 && code !== 'WORKER_STOPPED';

const lost: PlainError = {
  code: 'WORKER_CRASHED',
  message:
    "The worker was lost as often as the queue hands a shard out, and this image's shard has no record.",
};

function finishedFile(file: RunFile, tally: Tally, now: () => Date): RunFile {
  const { ok, failed, failedByCode } = tally;
  if (ok + failed !== file.images) {
    throw new CamlineError(
      'RUN_INCOMPLETE',
      `Run "${file.run}" has ${file.images} images, but ${ok} explained and ${failed} failed ones were recorded.`,
    );
  }
  const counts = { ok, failed, failedByCode };
  const before = file.finished;
  const unchanged =
    before !== null && JSON.stringify({ ...before, at: '' }) === JSON.stringify({ at: '', ...counts });
  return unchanged ? file : { ...file, finished: { at: now().toISOString(), ...counts } };
}
