/** Payloads of the two queues. A shard's job is small on purpose: Redis then keeps it in about 350 bytes. */
import { z } from 'zod';
import { runRequestSchema } from '../config/runRequest.ts';

export const queueNames = { runs: 'runs', explain: 'explain' } as const;

/** One per run, on `runs`; its id is the run's id. */
export const runJobSchema = z.strictObject({
  run: z.string(),
  /** As given to `openStore`. */
  destination: z.string(),
  request: runRequestSchema,
  shards: z.int().nonnegative(),
  /** Next shard to look at: stored after each chunk, so that a killed producer goes on. */
  next: z.int().nonnegative(),
  step: z.enum(['add', 'wait', 'finalise']),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** One shard, on `explain`; its id is `<run>-<shard>`. */
export const shardJobSchema = z.strictObject({ run: z.string(), shard: z.int().nonnegative() });
export type ShardJob = z.infer<typeof shardJobSchema>;

export const shardJobId = (run: string, shard: number): string => `${run}-${shard}`;
