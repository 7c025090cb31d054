import { CamlineError } from '../errors.ts';
import type { BullJob, BullJobOptions, BullQueue } from './bull.ts';
import type { Cancellations } from './cancellations.ts';
import { runJobId, shardJobId, type RunJob } from './jobs.ts';
import { asking, failureOf } from './queueError.ts';
import type { RunHandle } from './queues.ts';

/** One pipeline or statement; the queue answers others in between. */
const chunkSize = 1000;

/** The rule is named, not written, in each job: see `jobs.ts` on their size. */
export const retryOptions = { attempts: 8, backoff: { type: 'c' } } as const satisfies BullJobOptions;

/**
 * Milliseconds to wait before a job is tried again: 1 s, 2 s, 4 s, … less up to half, so that crowds disperse. Together the
 * attempts wait out transient trouble of about two minutes.
 */
export const retryDelay = (attemptsMade: number): number =>
  Math.round(1000 * 2 ** (attemptsMade - 1) * (1 - Math.random() / 2));

/** A run's job as its handler sees it. `parked` tells whether it now waits for its shards. */
export function runHandle(
  runs: BullQueue,
  explain: BullQueue,
  job: BullJob,
  data: RunJob,
  token: string,
  cancelled: Cancellations,
): { readonly handle: RunHandle; readonly parked: () => boolean } {
  const id = runJobId(data);
  let current = data;
  let parked = false;
  let failures: Promise<Readonly<Record<string, string>>> | undefined;
  const handle: RunHandle = {
    id,
    get job() {
      return current;
    },
    isCancelled: () => asking(`look up run ${id}`, () => cancelled.has(id)),
    async update(next) {
      await asking(`store the state of run ${data.run}`, () => job.updateData(next));
      current = next;
    },
    async addShards(shards) {
      failures = undefined;
      for (let from = 0; from < shards.length; from += chunkSize) {
        await addChunk(runs, explain, current, shards.slice(from, from + chunkSize));
      }
    },
    async waitForShards() {
      parked = await asking(`wait for the shards of run ${data.run}`, () => job.moveToWaitingChildren(token));
      return parked ? 'waiting' : 'done';
    },
    async shardFailure(shard) {
      failures ??= asking(`tell which shards of run ${data.run} failed`, () =>
        job.getIgnoredChildrenFailures(),
      );
      const message = (await failures)[explain.toKey(shardJobId(id, shard, current.repeats))];
      return message === undefined ? undefined : failureOf(message);
    },
  };
  return { handle, parked: () => parked };
}

/** The queue answers with an error number in place of an id where a job did not arrive, and calls that a success. */
async function addChunk(
  runs: BullQueue,
  explain: BullQueue,
  run: RunJob,
  shards: readonly number[],
): Promise<void> {
  const job = runJobId(run);
  const jobs = shards.map((shard) => ({
    name: 's',
    data: {},
    opts: {
      ...retryOptions,
      jobId: shardJobId(job, shard, run.repeats),
      parent: { id: job, queue: runs.qualifiedName },
      // Without it a shard that failed would leave its run waiting for ever.
      ignoreDependencyOnFailure: true,
    },
  }));
  const added = await asking(`take the shards of run ${job}`, () => explain.addBulk(jobs));
  const missing = jobs.find(({ opts }, index) => added[index]?.id !== opts.jobId);
  if (missing === undefined) return;
  const answer = added[jobs.indexOf(missing)]?.id;
  throw new CamlineError(
    'QUEUE_UNAVAILABLE',
    `The queue did not take the job ${missing.opts.jobId}: expected its id, received "${answer}" ` +
      '(-5: the job of its run is gone). Run the same command again.',
  );
}
