/** The part of BullMQ that camline uses, without the types of the database behind it. */
import type { Job, Queue, Worker, WorkerOptions } from 'bullmq';

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
>;

export interface BullQueue extends Pick<
  Queue,
  'qualifiedName' | 'toKey' | 'getJobState' | 'remove' | 'close' | 'waitUntilReady'
> {
  add(name: string, data: unknown, options: BullJobOptions): Promise<unknown>;
  addBulk(
    jobs: { name: string; data: unknown; opts: BullJobOptions }[],
  ): Promise<readonly Pick<BullJob, 'id'>[]>;
  getJob(id: string): Promise<BullJob | undefined>;
}

export type BullJobOptions = NonNullable<Parameters<Queue['add']>[2]>;

export interface BullWorker extends Pick<Worker, 'close' | 'waitUntilReady'> {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: BullJob | undefined, error: Error) => void): unknown;
}

export type BullProcessor = (job: BullJob, token?: string) => Promise<void>;

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
  /** After every queue and worker was closed. */
  close(): Promise<void>;
}

/** Events are not read by anybody; their stream is kept short. */
export const queueDefaults = { streams: { events: { maxLen: 1000 } } } as const;
