import { runJobId } from '../../src/queue/jobs.ts';
import type { QueuedRun } from '../../src/queue/queues.ts';
import { runJob } from './runJob.ts';

/** A run in the queue before anything has happened to it: 4 shards of 32. */
export function queuedRun(
  run: string,
  changes: Partial<QueuedRun> = {},
  destination = '/results',
): QueuedRun {
  const job = runJob(run, 4, { destination });
  return {
    id: runJobId(job),
    job,
    state: 'waiting',
    cancelled: false,
    failure: null,
    shardsLeft: 4,
    shardsEnded: 0,
    shardsFailed: 0,
    addedAt: 0,
    ...changes,
  };
}
