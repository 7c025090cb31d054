/** Orchestrates runs and waits for the end of one of them. */
import { CamlineError } from '../../errors.ts';
import { orchestrate } from '../../producer/orchestrate.ts';
import type { Queues, RunHandler } from '../../queue/queues.ts';
import { writeReport } from '../../report/writeReport.ts';
import { isComplete } from '../../storage/isComplete.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { openStore } from '../../storage/openStore.ts';
import { readRunFile } from '../../storage/readRunFile.ts';
import type { Logger } from '../logger.ts';

export type RunEnd = 'finished' | 'stopped';

/** On a Redis another process may orchestrate our run: then only store and queue tell of its end. */
const pollMillis = 2_000;

export interface UntilEndOptions {
  readonly queues: Queues;
  readonly store: ObjectStore;
  readonly run: string;
  /** Id of the run's job. */
  readonly job: string;
  readonly log: Logger;
  readonly stop: AbortSignal;
}

/** Resolves when the run is complete or `stop` is aborted; rejects where the run has failed for good. */
export async function untilEnd(options: UntilEndOptions): Promise<RunEnd> {
  const { queues, job, log, stop } = options;
  const ended = new Ending();
  const check = (): void =>
    void hasEnded(options).then((end) => end && ended.resolve('finished'), ended.reject);
  const onError = (error: Error): void => {
    log.error({ error: error.message }, 'runs queue');
    check();
  };
  const handler = orchestrate({ openStore, writeReport, now: () => new Date() });
  const consumer = await queues.consumeRuns(watched(handler, job, check, ended.reject), {
    concurrency: 1,
    onError,
  });
  const timer = setInterval(check, pollMillis);
  const stopped = (): void => ended.resolve('stopped');
  stop.addEventListener('abort', stopped, { once: true });
  if (stop.aborted) stopped();
  try {
    return await ended.promise;
  } finally {
    clearInterval(timer);
    stop.removeEventListener('abort', stopped);
    await consumer.close();
  }
}

/** Throws what made the run fail for good. */
async function hasEnded({ queues, store, run, job }: UntilEndOptions): Promise<boolean> {
  const reason = await queues.runFailure(job);
  if (reason !== undefined) throw new CamlineError('ENGINE_FAILED', `Run "${run}" failed: ${reason}`);
  const file = await readRunFile(store, run);
  return file !== undefined && isComplete(store, file);
}

/** A failure that the queue will not try again ends the waiting with the error itself, code and all. */
const watched =
  (handler: RunHandler, job: string, onRound: () => void, onFailure: (error: unknown) => void): RunHandler =>
  async (handle, signal) => {
    try {
      await handler(handle, signal);
      if (handle.id === job) onRound();
    } catch (error) {
      const again = error instanceof CamlineError && error.retryable;
      if (handle.id === job && !again) onFailure(error);
      throw error;
    }
  };

/** A promise with its two ends outside. */
class Ending {
  readonly promise: Promise<RunEnd>;
  resolve!: (end: RunEnd) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<RunEnd>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}
