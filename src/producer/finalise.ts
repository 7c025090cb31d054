/** The end of a run: every image has exactly one record that counts, the report is written, `run.json` says so. */
import { CamlineError } from '../errors.ts';
import { shardReader } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { readShardRecords } from '../storage/records.ts';
import { generationOf, type RunFile } from '../storage/runFile.ts';
import { writeRunFile } from '../storage/writeRunFile.ts';
import { checkShard, emptyTally, tallied, type Tally } from './tally.ts';

export type WriteReport = (store: ObjectStore, run: string) => Promise<unknown>;

export interface FinaliseOptions {
  readonly store: ObjectStore;
  readonly file: RunFile;
  readonly writeReport: WriteReport;
  readonly now: () => Date;
}

/**
 * May be repeated: a run that is finished is counted again, its report is written again, and nothing else changes.
 * `run.json` is written last, so that one with counts vouches for everything else. Throws RUN_INCOMPLETE where records and
 * manifest disagree.
 */
export async function finalise({ store, file, writeReport, now }: FinaliseOptions): Promise<RunFile> {
  const readLines = shardReader(store, file);
  let tally = emptyTally;
  for (let shard = 0; shard < file.shards; shard++) {
    const counted = (await readShardRecords(store, file.run, shard, generationOf(file))) ?? [];
    const records = counted.map(({ record }) => record);
    checkShard(file.run, shard, await readLines(shard), records);
    tally = tallied(tally, records);
  }
  const finished = finishedFile(file, tally, now);
  await writeReport(store, file.run);
  if (finished !== file) await writeRunFile(store, finished);
  return finished;
}

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
