/** What a worker tells of itself every few seconds. A word that is not repeated runs out: the worker is gone. */
import { z } from 'zod';

export const workerBeatSchema = z.strictObject({
  /** `<host>:<process id>` */
  worker: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  device: z.string(),
  executors: z.int().positive(),
  engineThreads: z.int().positive(),
  /** Shards in hand: id of the run's job, number. */
  inHand: z.array(z.strictObject({ job: z.string(), shard: z.int().nonnegative() })),
  /** Images finished since the start, failed ones included. */
  images: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Images a second over the last minute, and over the last ten. */
  imagesPerSecond: z.number().nonnegative(),
  imagesPerSecondLong: z.number().nonnegative(),
  /** Milliseconds since the start by stage, summed over images. */
  stages: z.record(z.string(), z.number().nonnegative()),
  /** Share of the time with work at hand in which the engine had none. */
  engineIdleShare: z.number().min(0).max(1),
  /** Resident memory of supervisor and executors. */
  memoryBytes: z.int().nonnegative(),
});
export type WorkerBeat = z.infer<typeof workerBeatSchema>;
