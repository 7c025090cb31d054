/** The part of BullMQ that camline uses, without the types of the database behind it. */
import type { Job, JobType, Queue, RepeatOptions, Worker, WorkerOptions } from 'bullmq';

export type BullJob = Pick<
  Job<unknown, void>,
  | 'id'
  | 'data'
  | 'attemptsMade'
  | 'stalledCounter'
  | 'finishedOn'
  | 'failedReason'
  | 'updateData'
  | 'extendLock'
  | 'moveToWaitingChildren'
  | 'getIgnoredChildrenFailures'
  | 'getDependenciesCount'
  | 'timestamp'
>;

export interface BullQueue extends Pick<
  Queue,
  | 'qualifiedName'
  | 'toKey'
  | 'getJobState'
  | 'remove'
  | 'close'
  | 'disconnect'
  | 'waitUntilReady'
  | 'pause'
  | 'resume'
  | 'isPaused'
> {
  add(name: string, data: unknown, options: BullJobOptions): Promise<unknown>;
  addBulk(
    jobs: { name: string; data: unknown; opts: BullJobOptions }[],
  ): Promise<readonly Pick<BullJob, 'id'>[]>;
  getJob(id: string): Promise<BullJob | undefined>;
  getJobs(types: BullState[]): Promise<(BullJob | undefined)[]>;
  upsertJobScheduler(
    id: string,
    repeat: { pattern: string; tz: string },
    template: { name: string; data: unknown; opts: BullJobOptions },
  ): Promise<unknown>;
  removeJobScheduler(id: string): Promise<boolean>;
  getJobScheduler(id: string): Promise<BullScheduler | undefined>;
  getJobSchedulers(start: number, end: number, ascending: boolean): Promise<BullScheduler[]>;
}

/** `next`: milliseconds since 1970. */
export interface BullScheduler {
  readonly key: string;
  readonly next?: number | null;
  readonly template?: { readonly data?: unknown };
}

/** The time after `millis` at which a schedule is due. */
export type RepeatStrategy = (millis: number, options: RepeatOptions) => number;

/** BullMQ's words for the lists that a job may be in. */
export type BullState = JobType;

export type BullJobOptions = NonNullable<Parameters<Queue['add']>[2]>;

export interface BullWorker extends Pick<Worker, 'close' | 'waitUntilReady'> {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: BullJob | undefined, error: Error) => void): unknown;
}

export type BullProcessor = (job: BullJob, token?: string) => Promise<void>;

/** Short-lived texts by worker. */
export interface BeatStore {
  put(worker: string, text: string, lifeSeconds: number): Promise<void>;
  drop(worker: string): Promise<void>;
  /** Those whose life has not run out. */
  all(): Promise<string[]>;
}

/** Redis or the embedded database, ready to be used. */
export interface Backend {
  readonly kind: 'redis' | 'embedded';
  /** What an operator should know about this server, in sentences. */
  readonly warnings: readonly string[];
  queue(name: string): BullQueue;
  worker(
    name: string,
    processor: BullProcessor,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
  ): BullWorker;
  readonly beats: BeatStore;
  /** After every queue and worker was closed. */
  close(): Promise<void>;
}
