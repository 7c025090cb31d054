import { WaitingChildrenError, WaitingError, type WorkerOptions } from 'bullmq';
import { CamlineError } from '../errors.ts';
import type { Backend, BullJob, BullProcessor, BullWorker } from './bull.ts';
import { repeatStrategy } from './repeatStrategy.ts';
import { holdLock } from './holdLock.ts';
import { retryDelay } from './runHandle.ts';
import { asking, bullError, failureOf, queueError } from './queueError.ts';
import type { Consumer, ConsumeOptions } from './queues.ts';
import type { LockSettings } from './settings.ts';

export interface JobSource {
  readonly backend: Backend;
  readonly name: string;
  readonly locks: LockSettings;
  /** Which ended jobs stay to be asked about. */
  readonly keep: Pick<WorkerOptions, 'removeOnComplete' | 'removeOnFail'>;
}

/** 'parked': the job waits for its children by now, which has released its lock. */
export type Outcome = 'done' | 'parked';

/** Runs one job; `token` proves to the queue that the job is ours. */
export type JobRunner = (job: BullJob, token: string, signal: AbortSignal) => Promise<Outcome>;

/** Hands the jobs of a queue to `run` until the consumer is closed. */
export async function consume(source: JobSource, run: JobRunner, options: ConsumeOptions): Promise<Consumer> {
  const { backend, name, locks, keep } = source;
  const worker = backend.worker(name, oneAtATime(lockedProcessor(source, run, options.onError)), {
    ...keep,
    concurrency: options.concurrency,
    lockDuration: locks.lockMillis,
    stalledInterval: locks.stalledCheckMillis,
    skipLockRenewal: true,
    settings: { backoffStrategy: retryDelay, repeatStrategy },
    // The worker bounds restarts itself, image by image: the queue must never give a job up.
    maxStalledCount: 1_000_000,
    runRetryDelay: 1000,
  });
  report(worker, name, options.onError);
  await asking('be reached', () => worker.waitUntilReady());
  return { close: () => worker.close() };
}

/** A job that was lost is left alone: it is with another worker by now. */
function lockedProcessor(
  { name, locks }: JobSource,
  run: JobRunner,
  onError: (error: Error) => void,
): BullProcessor {
  return async (job, token = '') => {
    const renew = async (): Promise<boolean> => (await job.extendLock(token, locks.lockMillis)) > 0;
    const held = await holdLock(renew, locks.lockMillis, (signal) => run(job, token, signal));
    if (held.value === 'parked') throw new WaitingChildrenError();
    if (held.kind === 'kept') return;
    onError(lostLock(name, job));
    throw new WaitingError();
  };
}

/** A job that this process lost and took again starts when its earlier round, told to stop by then, has ended. */
function oneAtATime(processor: BullProcessor): BullProcessor {
  const inHand = new Map<string, Promise<void>>();
  return async (job, token) => {
    const id = job.id ?? '';
    const earlier = inHand.get(id) ?? Promise.resolve();
    const round = earlier.catch(() => undefined).then(() => processor(job, token));
    inHand.set(id, round);
    try {
      await round;
    } catch (error) {
      throw isMoved(error) ? error : bullError(error);
    } finally {
      if (inHand.get(id) === round) inHand.delete(id);
    }
  };
}

/** Not a failure: the job is in another list of the queue already. */
const isMoved = (error: unknown): error is Error =>
  error instanceof WaitingError || error instanceof WaitingChildrenError;

function report(worker: BullWorker, name: string, onError: (error: Error) => void): void {
  worker.on('error', (error) => onError(queueError(error, 'be reached')));
  worker.on('failed', (job, error) => {
    if (job?.finishedOn === undefined) return;
    const { code, message } = failureOf(error.message);
    onError(
      new CamlineError(code, `Job ${job.id} of queue "${name}" failed for good: ${message}`, {
        cause: error,
      }),
    );
  });
}

const lostLock = (name: string, job: BullJob): CamlineError =>
  new CamlineError(
    'QUEUE_UNAVAILABLE',
    `The lock of job ${job.id} of queue "${name}" was lost; the work was stopped, and the job is handed out again.`,
  );
