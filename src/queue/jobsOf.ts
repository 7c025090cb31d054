import type { RunJob } from './jobs.ts';
import type { QueuedRun } from './queues.ts';

/** Jobs of one run, of all its generations: a run that was begun anew under the same name is another one. */
export const jobsOf = (
  runs: readonly QueuedRun[],
  { run, createdAt }: Pick<RunJob, 'run' | 'createdAt'>,
): QueuedRun[] => runs.filter(({ job }) => job.run === run && job.createdAt === createdAt);
