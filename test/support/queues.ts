import type { RunHandle, RunHandler } from '../../src/queue/queues.ts';

/** A promise that the test settles. */
export interface Signal<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}
export function signal<T = void>(): Signal<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The orchestration in its shortest form: add in chunks, wait, finalise. */
export function orchestrate(
  chunk: number,
  finalise: (handle: RunHandle) => Promise<void> | void,
): RunHandler {
  return async (handle) => {
    while (handle.job.step === 'add') {
      const { next, shards } = handle.job;
      const to = Math.min(shards, next + chunk);
      await handle.addShards(Array.from({ length: to - next }, (_, index) => next + index));
      await handle.update({ ...handle.job, next: to, step: to === shards ? 'wait' : 'add' });
    }
    if (handle.job.step === 'wait') {
      if ((await handle.waitForShards()) === 'waiting') return;
      await handle.update({ ...handle.job, step: 'finalise' });
    }
    await finalise(handle);
  };
}
