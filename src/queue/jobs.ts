/**
 * Payloads and ids of the two queues. A shard's job is all in its id, and ids are short, since Redis keeps an id seven times:
 * a job then costs about 540 bytes where hash-max-listpack-value is 256, 990 with Redis' default of 64 (BullMQ's
 * options of a child are longer than that, and Redis keeps such a job field by field). `npm run bench -- enqueue`.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { auditSchema } from '../config/auditFile.ts';
import { requestHash, runRequestSchema } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';

export const queueNames = {
  runs: 'runs',
  explain: 'explain',
  audits: 'audits',
  cancelled: 'cancelled',
} as const;

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

/** One a night, on `audits`, made by the schedule of that audit. */
export const auditJobSchema = z.strictObject({
  /** Paths are absolute: a worker reads the file itself no more. */
  audit: auditSchema,
  /** Where it was scheduled from. */
  file: z.string(),
  /** When it first started; null until then. */
  startedAt: z.iso.datetime().nullable(),
});
export type AuditJob = z.infer<typeof auditJobSchema>;

/** One shard, on `explain`: what its id (`shardJobId`) says. */
export interface ShardJob {
  /** Id of the run's job. */
  readonly job: string;
  readonly shard: number;
}

const hashBytes = 6;

/**
 * A hash of what makes it this run: name, request, destination and when it was frozen. So a run of the same name for another
 * destination, or one that was begun anew, never meets the jobs of this one.
 */
export function runJobId(
  job: Pick<RunJob, 'run' | 'request' | 'destination' | 'createdAt' | 'generation'>,
): string {
  const identity = [job.run, requestHash(job.request), job.destination, job.createdAt, job.generation];
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest();
  return `j${hash.readUIntBE(0, hashBytes).toString(36)}`;
}

/**
 * A repeated shard has an id of its own: the queue remembers which children of a run's job have ended, and would not wait for
 * one of the same id.
 */
export const shardJobId = (job: string, shard: number, repeats: number): string =>
  repeats === 0 ? `${job}-${shard}` : `${job}-${shard}.${repeats}`;

/** Throws INTERNAL for an id that `shardJobId` did not make. */
export function shardJobOf(id: string): ShardJob {
  const match = /^(j[0-9a-z]+)-(\d{1,15})(?:\.\d+)?$/.exec(id);
  if (match !== null) return { job: match[1]!, shard: Number(match[2]) };
  throw new CamlineError('INTERNAL', `Expected a shard's job such as "j2gosa7pa2-17", received "${id}".`);
}
