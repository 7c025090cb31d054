/**
 * What camline asks of a queue; the only words that producer and worker share with it. BullMQ stands behind it, on Redis
 * or on the embedded database, and no other module names BullMQ.
 *
 * A run's job goes `add` (shard jobs are added in chunks) → `wait` (parked until every shard job has ended) →
 * `finalise`. A shard's job is handed to one worker at a time; a worker that dies loses its lock, and the job is handed
 * out again with `retaken: true`.
 */
import type { PlainError } from '../errors.ts';
import type { WorkerBeat } from './beats.ts';
import type { AuditJob, RunJob, ShardJob } from './jobs.ts';

export interface ShardTask extends ShardJob {
  /** How often this job was started before: a retry after a transient error. */
  readonly attemptsMade: number;
  /** True where an earlier worker lost it (killed, hung): it must be run in careful mode. */
  readonly retaken: boolean;
}

/** Resolves when the shard is done; a retryable CamlineError has it tried again later, any other ends the job as failed. */
export type ShardHandler = (task: ShardTask, signal: AbortSignal) => Promise<void>;

export interface RunHandle {
  readonly job: RunJob;
  /** Of the job. */
  readonly id: string;
  isCancelled(): Promise<boolean>;
  /** Stores the job's new state; a killed producer goes on from there. */
  update(job: RunJob): Promise<void>;
  /**
   * Adds shard jobs as children of this run, one for each shard and value of the job's `repeats`: to do a shard again, store
   * a higher one first. Throws QUEUE_UNAVAILABLE if one did not arrive; safe to repeat.
   */
  addShards(shards: readonly number[]): Promise<void>;
  /**
   * 'waiting': shard jobs are left, the run's job is parked and the handler must return at once (it is called again when
   * they have ended); 'done': none is left.
   */
  waitForShards(): Promise<'waiting' | 'done'>;
  /** Code and message of what a shard's handler threw last, where its job ended as failed in this repeat; else undefined. */
  shardFailure(shard: number): Promise<PlainError | undefined>;
}
export type RunHandler = (handle: RunHandle, signal: AbortSignal) => Promise<void>;

export interface AuditTask {
  /** Of the night's job. Where two processes have it, the earlier one has lost it. */
  readonly id: string;
  readonly job: AuditJob;
  /** When this night first started: earlier than now where it is taken up again. */
  readonly startedAt: Date;
  /** Whether the queue gives the job up when this fails. */
  readonly lastTry: boolean;
}
/** As a `ShardHandler`. */
export type AuditHandler = (task: AuditTask, signal: AbortSignal) => Promise<void>;

/** `next`: milliseconds since 1970; null while its next night is being added. */
export interface ScheduledAudit {
  readonly job: AuditJob;
  readonly next: number | null;
}

export interface Consumer {
  /** Stops taking jobs and resolves when those in hand have ended. */
  close(): Promise<void>;
}

export interface ConsumeOptions {
  readonly concurrency: number;
  /** A transient trouble with the queue, or a job that ended for good: for the log. */
  readonly onError: (error: Error) => void;
}

/**
 * *waiting*: nobody orchestrates it yet, or it waits to be tried again; *working*: shards are added or counted; *parked*:
 * shards are in the queue or in hand; *ended*: it was finalised (or given up after a cancellation); *failed*: for good.
 */
export const runStates = ['waiting', 'working', 'parked', 'ended', 'failed'] as const;

/** A run as the queue knows it. What is done, image by image, only the records tell. */
export interface QueuedRun {
  readonly id: string;
  readonly job: RunJob;
  readonly state: (typeof runStates)[number];
  readonly cancelled: boolean;
  /** Why it failed for good, else null. */
  readonly failure: string | null;
  /** Shards that have no job yet or whose job has not ended; those whose job has ended; those of the latter whose job failed. */
  readonly shardsLeft: number;
  readonly shardsEnded: number;
  readonly shardsFailed: number;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/**
 * What a person at a terminal asks of a queue. All of it is data, so that the process that holds an embedded queue can
 * answer for others (`control/`).
 */
export interface QueueControl {
  /** 'holder': embedded, and another process that has it answers. */
  readonly backend: 'redis' | 'embedded' | 'holder';
  /**
   * Adds the run's job and gives its id (`runJobId`); one of the same id that has ended is replaced, one that lives is left
   * as it is.
   */
  startRun(job: RunJob): Promise<string>;
  /** The run's job as last stored, or undefined. */
  findRun(id: string): Promise<RunJob | undefined>;
  /** Why the run's orchestration failed for good, or undefined. */
  runFailure(id: string): Promise<string | undefined>;
  /** The newest first: all that live, and the last hundred of those that have ended. */
  listRuns(): Promise<QueuedRun[]>;
  /**
   * From now on `isCancelled`, until `startRun`. Workers that ask leave its shards alone; the records that are there stay.
   */
  cancelRun(id: string): Promise<void>;
  isCancelled(id: string): Promise<boolean>;
  /** No worker takes another shard of any run until `unpause`; those in hand are finished. */
  pause(): Promise<void>;
  unpause(): Promise<void>;
  isPaused(): Promise<boolean>;
  /**
   * From now on the audit's nights are handed out at the times of its schedule, until `unscheduleAudit`; one of the same name
   * is replaced. Times that nobody was there for come once, late. Gives when the next one is due.
   */
  scheduleAudit(job: AuditJob): Promise<number>;
  /** Whether there was one of that name. A night that has begun goes on. */
  unscheduleAudit(name: string): Promise<boolean>;
  /** In the order in which they are due. */
  listSchedules(): Promise<ScheduledAudit[]>;
  /** Workers that have told of themselves and whose word still holds. */
  workers(): Promise<WorkerBeat[]>;
  close(): Promise<void>;
}

export interface Queues extends QueueControl {
  /** What an operator should change about the server, in sentences. */
  readonly warnings: readonly string[];
  /** A worker tells of itself; its word holds for so long. */
  beat(beat: WorkerBeat, lifeSeconds: number): Promise<void>;
  /** Takes the word back. */
  leave(worker: string): Promise<void>;
  consumeRuns(handler: RunHandler, options: ConsumeOptions): Promise<Consumer>;
  consumeShards(handler: ShardHandler, options: ConsumeOptions): Promise<Consumer>;
  consumeAudits(handler: AuditHandler, options: ConsumeOptions): Promise<Consumer>;
}

export interface QueueOptions {
  /** `redis://` or `rediss://`; absent: embedded. */
  readonly redisUrl?: string | undefined;
  /** Folder of the embedded queue and its lock (CAMLINE_HOME). */
  readonly home: string;
  /** How long a worker's lock holds without renewal, milliseconds. */
  readonly lockMillis?: number;
  /** How often lost locks are looked for, milliseconds; less than `lockMillis`. */
  readonly stalledCheckMillis?: number;
}
