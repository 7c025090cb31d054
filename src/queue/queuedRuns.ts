import { parseAs } from '../config/parse.ts';
import type { BullJob, BullQueue, BullState } from './bull.ts';
import { runJobSchema } from './jobs.ts';
import { failureOf } from './queueError.ts';
import type { QueuedRun } from './queues.ts';

/** BullMQ's lists, by what they mean for a run. */
const lists = {
  waiting: ['waiting', 'delayed', 'prioritized'],
  working: ['active'],
  parked: ['waiting-children'],
  ended: ['completed'],
  failed: ['failed'],
} as const satisfies Record<QueuedRun['state'], readonly BullState[]>;

/** Every run that the queue has a job for, the newest first. */
export async function queuedRuns(
  runs: BullQueue,
  isCancelled: (id: string) => Promise<boolean>,
): Promise<QueuedRun[]> {
  const states = Object.keys(lists) as QueuedRun['state'][];
  const found = await Promise.all(
    states.map(async (state) => {
      const jobs = await runs.getJobs([...lists[state]]);
      // One that is removed while the list is read comes back as undefined.
      return Promise.all(
        jobs.filter((job) => job !== undefined).map((job) => queuedRun(job, state, isCancelled)),
      );
    }),
  );
  return found.flat().sort((a, b) => b.addedAt - a.addedAt || (a.id < b.id ? -1 : 1));
}

async function queuedRun(
  job: BullJob,
  state: QueuedRun['state'],
  isCancelled: (id: string) => Promise<boolean>,
): Promise<QueuedRun> {
  const id = job.id ?? '';
  const wanted = { processed: true, unprocessed: true, failed: true, ignored: true };
  const counts = await job.getDependenciesCount(wanted);
  const { processed = 0, unprocessed = 0, failed = 0, ignored = 0 } = counts;
  const data = parseAs(runJobSchema, job.data, 'INTERNAL', `job of run ${id}`);
  return {
    id,
    job: data,
    state,
    cancelled: await isCancelled(id),
    failure: state === 'failed' ? failureOf(job.failedReason ?? '').message : null,
    shardsLeft: unprocessed + data.shards - data.next,
    shardsEnded: processed + failed + ignored,
    shardsFailed: failed + ignored,
    addedAt: job.timestamp,
  };
}
