/** Payloads of the two queues. A shard's job is small on purpose: Redis then keeps it in about 350 bytes. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { requestHash, runRequestSchema } from '../config/runRequest.ts';

export const queueNames = { runs: 'runs', explain: 'explain', cancelled: 'cancelled' } as const;

/** One per run and generation, on `runs`; its id is `runJobId`. */
export const runJobSchema = z.strictObject({
  run: z.string(),
  /** As given to `openStore`. */
  destination: z.string(),
  request: runRequestSchema,
  /** When the run was frozen, from `run.json`: a run that was begun anew in an emptied destination is another one. */
  createdAt: z.string(),
  /** 0: the run itself; 1, 2, …: its retries. */
  generation: z.int().nonnegative(),
  shards: z.int().nonnegative(),
  /** Next shard to look at: stored after each chunk, so that a killed producer goes on. */
  next: z.int().nonnegative(),
  step: z.enum(['add', 'wait', 'finalise']),
  /** How often shards were added again because their jobs had ended without a record; part of the ids of shard jobs. */
  repeats: z.int().nonnegative(),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** One shard, on `explain`; its id is `shardJobId`. */
export const shardJobSchema = z.strictObject({
  /** Id of the run's job. */
  job: z.string(),
  shard: z.int().nonnegative(),
});
export type ShardJob = z.infer<typeof shardJobSchema>;

const hashDigits = 12;

/**
 * The run's name, and a hash of what else makes it this run: request, destination and when it was frozen. So a run of the
 * same name for another destination, or one that was begun anew, never meets the jobs of this one.
 */
export function runJobId(
  job: Pick<RunJob, 'run' | 'request' | 'destination' | 'createdAt' | 'generation'>,
): string {
  const identity = [requestHash(job.request), job.destination, job.createdAt, job.generation];
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return `${job.run}-${hash.slice(0, hashDigits)}`;
}

/**
 * A repeated shard has an id of its own: the queue remembers which children of a run's job have ended, and would not wait for
 * one of the same id.
 */
export const shardJobId = (job: string, shard: number, repeats: number): string =>
  repeats === 0 ? `${job}-${shard}` : `${job}-${shard}.${repeats}`;
