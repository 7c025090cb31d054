import type { BullQueue } from './bull.ts';

export interface Cancellations {
  add(run: string): Promise<void>;
  has(run: string): Promise<boolean>;
  remove(run: string): Promise<void>;
}

/**
 * Ids of cancelled runs, kept as the waiting jobs of a queue that nobody works on: the one kind of note that is as durable
 * as the queues themselves on every database behind them.
 */
export const cancellations = (queue: BullQueue): Cancellations => ({
  add: async (run) => {
    await queue.add('cancelled', {}, { jobId: run });
  },
  has: async (run) => (await queue.getJob(run)) !== undefined,
  // Looked for first: on a Redis that has gone a question fails within seconds, and a removal waits for ever.
  remove: async (run) => {
    if ((await queue.getJob(run)) !== undefined) await queue.remove(run);
  },
});
