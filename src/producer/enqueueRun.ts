import type { QueueControl } from '../queue/queues.ts';
import { isComplete } from '../storage/isComplete.ts';
import type { RunFile } from '../storage/runFile.ts';
import { planRun, type PlanOptions } from './planRun.ts';
import { queueRun } from './queueRun.ts';
import { startRetry, type RetryChoice } from './startRetry.ts';

export interface EnqueueOptions extends PlanOptions {
  readonly queues: Pick<QueueControl, 'startRun'>;
  /** As given to `openStore`: workers open it again. */
  readonly destination: string;
  /** Present: images of a finished run that failed are tried again. */
  readonly retry?: RetryChoice | undefined;
}

export type Enqueued =
  /** Every image has its record and the report is there, so nothing was put into the queue. */
  | { readonly state: 'finished'; readonly file: RunFile }
  /** `job`: id of the run's job in the queue. */
  | { readonly state: 'new' | 'resumed' | 'retried'; readonly file: RunFile; readonly job: string };

/** Freezes the run, or takes it up where it stopped, and hands it to the queue. Throws as `planRun` and the queue do. */
export async function enqueueRun(options: EnqueueOptions): Promise<Enqueued> {
  const { store, queues, destination, retry } = options;
  const { file: planned, isNew } = await planRun(options);
  const file = retry === undefined ? planned : await startRetry(store, planned, retry);
  if (await isComplete(store, file)) return { file, state: 'finished' };
  const job = await queueRun(queues, destination, file);
  if (isNew) return { file, job, state: 'new' };
  return { file, job, state: file === planned ? 'resumed' : 'retried' };
}
