/** What the conformance suites of queues do with them. */
import { afterEach, beforeEach } from 'vitest';
import type { PlainError } from '../../src/errors.ts';
import { runJobId, type RunJob } from '../../src/queue/jobs.ts';
import type { Consumer, QueueOptions, Queues, RunHandler, ShardHandler } from '../../src/queue/queues.ts';
import { orchestrate, signal } from './queues.ts';
import { runJob } from './runJob.ts';

type Locks = Pick<QueueOptions, 'lockMillis' | 'stalledCheckMillis'>;

export interface QueuesUnderTest {
  /** Opens the queues; what was added before is still there. */
  readonly open: (locks?: Locks) => Promise<Queues>;
  /** Takes every job away; no queues are open. */
  readonly clean: () => Promise<void>;
}

/** Of `runJob(run, …)`: shards, step and the like are no part of it. */
export const idOf = (run: string): string => runJobId(runJob(run, 0));

export const byNumber = (a: number, b: number): number => a - b;

/** Empty queues for each test of the block that calls this. */
export function queueBench({ open, clean }: QueuesUnderTest): QueueBench {
  const bench = new QueueBench(open);
  beforeEach(async () => {
    await clean();
    await bench.open();
  });
  afterEach(() => bench.queues.close());
  return bench;
}

export class QueueBench {
  queues!: Queues;
  errors: Error[] = [];
  private readonly opening: QueuesUnderTest['open'];

  constructor(opening: QueuesUnderTest['open']) {
    this.opening = opening;
  }

  async open(locks?: Locks): Promise<void> {
    this.errors = [];
    this.queues = await this.opening(locks);
  }

  async reopen(locks?: Locks): Promise<void> {
    await this.queues.close();
    this.queues = await this.opening(locks);
  }

  readonly onError = (error: Error): void => {
    this.errors.push(error);
  };

  readonly serveShards = (handler: ShardHandler, concurrency = 2): Promise<Consumer> =>
    this.queues.consumeShards(handler, { concurrency, onError: this.onError });

  readonly serveRuns = (handler: RunHandler): Promise<Consumer> =>
    this.queues.consumeRuns(handler, { concurrency: 1, onError: this.onError });

  /** Runs a whole run with `work` for its shards; gives why its shards failed, as its finalise step saw it. */
  readonly completeRun = async (job: RunJob, work: ShardHandler): Promise<(PlainError | undefined)[]> => {
    const finished = signal<(PlainError | undefined)[]>();
    await this.queues.startRun(job);
    const runs = await this.serveRuns(
      orchestrate(1000, async (handle) => {
        const failures = [];
        for (let shard = 0; shard < job.shards; shard++) failures.push(await handle.shardFailure(shard));
        finished.resolve(failures);
      }),
    );
    const shards = await this.serveShards(work);
    const failures = await finished.promise;
    await Promise.all([runs.close(), shards.close()]);
    return failures;
  };
}
