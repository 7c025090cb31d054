import type { Queues } from '../queue/queues.ts';

/** How soon a worker notices that a run in its hands was cancelled. */
const lookMillis = 2_000;

/**
 * Runs `work` with a signal that is aborted when the run of that job is cancelled. Asked for and not told: a question is
 * answered by every queue, and a message may be lost.
 */
export async function watchingCancel<T>(
  queues: Pick<Queues, 'isCancelled'>,
  job: string,
  work: (cancelled: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const look = (): void =>
    void queues.isCancelled(job).then(
      (cancelled) => cancelled && controller.abort(),
      () => undefined, // A queue that does not answer is the lock's business.
    );
  const timer = setInterval(look, lookMillis);
  try {
    return await work(controller.signal);
  } finally {
    clearInterval(timer);
  }
}
