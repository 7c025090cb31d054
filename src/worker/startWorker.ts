/**
 * The supervisor: takes shards from the queue, has executors explain them, writes their records. Its event loop is always
 * free, so that locks are renewed in time. *open* → (close called) *draining*: nothing new is taken, shards in hand are
 * finished → (too slow) *handing back*: shards are given up and go back to the queue → *closed*.
 */
import { hostname } from 'node:os';
import type { Queues, ShardTask } from '../queue/queues.ts';
import { BusyClock } from './busyClock.ts';
import { watchingCancel } from './cancelWatch.ts';
import type { ExecutorOptions, WorkListener } from './executorProcess.ts';
import { ExecutorSlot } from './executorSlot.ts';
import type { Log } from './log.ts';
import { shardsInFlight } from './patience.ts';
import type { OnProgress } from './progress.ts';
import type { FinishedImage } from './protocol.ts';
import { runContexts, type RunContext } from './runContexts.ts';
import { shardWork } from './shardWork.ts';
import { addTimes, noTimes, type StageTimes } from './stages.ts';
import { superviseShard, type SuperviseOptions } from './superviseShard.ts';
import { writeShard } from './writeShard.ts';

export interface WorkerOptions extends ExecutorOptions {
  readonly queues: Queues;
  /** Executor processes; each has the model open once. */
  readonly executors: number;
  readonly log: Log;
  readonly onProgress: OnProgress;
}

export interface WorkerState {
  readonly device: string;
  readonly inHand: { readonly job: string; readonly shard: number }[];
  readonly stages: StageTimes;
  readonly engineIdleShare: number;
  /** Resident memory of this process and its executors. */
  readonly memoryBytes: number;
}

export interface Worker {
  state(): WorkerState;
  /** Finishes the shards in hand, or hands them back, within 30 s. Safe to repeat. */
  close(): Promise<void>;
}

/** Of a shard that no executor finished. */
const noTimings = { stages: noTimes, engineBusyMillis: 0, engine: undefined, device: undefined };

/** Together less than the 30 s that service managers give before they kill. */
const drainMillis = 20_000;
const abandonMillis = 5_000;

/** Takes shards until it is closed. Throws QUEUE_UNAVAILABLE where the queue cannot be reached. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { queues, executors, log } = options;
  const supervisor = new Supervisor(options);
  const consumer = await queues.consumeShards((task, signal) => supervisor.work(task, signal), {
    concurrency: executors * shardsInFlight,
    onError: (error) => log.error({ error: error.message }, 'queue'),
  });
  let closing: Promise<void> | undefined;
  return {
    state: () => supervisor.state(),
    close: () => (closing ??= supervisor.close(() => consumer.close())),
  };
}

class Supervisor {
  private readonly options: WorkerOptions;
  private readonly slots: readonly ExecutorSlot[];
  private readonly contextOf: (job: string) => Promise<RunContext>;
  private readonly stopping = new AbortController();
  private readonly wall = new BusyClock(() => performance.now());
  private stages: StageTimes = noTimes;
  private engineBusyMillis = 0;
  private device: string;
  private readonly inHand = new Set<ShardTask>();
  private lastId = 0;

  constructor(options: WorkerOptions) {
    this.options = options;
    this.device = options.device;
    this.slots = Array.from({ length: options.executors }, () => new ExecutorSlot(options));
    this.contextOf = runContexts(options.queues);
  }

  state(): WorkerState {
    const executors = this.slots.map((slot) => slot.memoryBytes());
    return {
      device: this.device,
      inHand: [...this.inHand].map(({ job, shard }) => ({ job, shard })),
      stages: this.stages,
      engineIdleShare: this.engineIdleShare(),
      memoryBytes: executors.reduce((sum, bytes) => sum + bytes, process.memoryUsage.rss()),
    };
  }

  async work(task: ShardTask, lost: AbortSignal): Promise<void> {
    const { queues, onProgress } = this.options;
    const { job, shard } = task;
    const skip = (): void => onProgress({ kind: 'shardSkipped', job, shard });
    if (await queues.isCancelled(job)) return skip();
    this.inHand.add(task);
    try {
      await watchingCancel(queues, job, async (cancelled) => {
        try {
          await this.workOn(task, AbortSignal.any([lost, this.stopping.signal, cancelled]));
        } catch (error) {
          if (!cancelled.aborted) throw error;
          skip();
        }
      });
    } finally {
      this.inHand.delete(task);
    }
  }

  private async workOn(task: ShardTask, signal: AbortSignal): Promise<void> {
    const { job, shard } = task;
    const { onProgress, log } = this.options;
    const context = await this.contextOf(job);
    const { run } = context.file;
    const work = await shardWork(context, shard);
    if (work === 'done') {
      onProgress({ kind: 'shardSkipped', job, shard });
      return;
    }
    const supervised = await this.explain(task, work, signal);
    const written = await writeShard(context, shard, supervised, `${hostname()}:${process.pid}`);
    const ok = supervised.images.filter(({ record }) => record.status === 'ok').length;
    const failed = supervised.images.length - ok;
    const { stages, engineBusyMillis, engine, device } = supervised.timings ?? noTimings;
    this.stages = addTimes(this.stages, stages);
    this.engineBusyMillis += engineBusyMillis;
    this.device = device ?? this.device;
    onProgress({ kind: 'shard', job, shard, ok, failed, by: written === 'written' ? 'us' : 'another' });
    log.info({ run, shard, ok, failed, written, engine, device, ...stages }, 'shard done');
  }

  async close(closeConsumer: () => Promise<void>): Promise<void> {
    const handBack = setTimeout(() => this.stopping.abort(), drainMillis);
    const kill = setTimeout(() => {
      for (const slot of this.slots) slot.kill('was stopped with a shard in hand');
    }, drainMillis + abandonMillis);
    await closeConsumer();
    clearTimeout(handBack);
    clearTimeout(kill);
    await Promise.all(this.slots.map((slot) => slot.close()));
    this.options.onProgress({
      kind: 'summary',
      stages: this.stages,
      engineIdleShare: this.engineIdleShare(),
    });
  }

  private async explain(task: ShardTask, work: SuperviseOptions['work'], signal: AbortSignal) {
    const slot = this.slots.reduce((least, other) => (other.load < least.load ? other : least));
    slot.load++;
    const opened = once(() => this.wall.enter());
    try {
      return await superviseShard({
        work,
        startCarefully: task.retaken,
        nextId: () => ++this.lastId,
        listener: { opened: opened.call, started: () => undefined, finished: this.tellImage(task) },
        handOver: (given, listener) =>
          slot.run(given, (pid) => this.announcing(task, pid, work.lines, listener), signal),
        signal,
      });
    } finally {
      slot.load--;
      if (opened.called()) this.wall.leave();
    }
  }

  private announcing(
    { job, shard }: ShardTask,
    pid: number,
    lines: readonly { readonly key: string }[],
    listener: WorkListener,
  ): WorkListener {
    return {
      ...listener,
      started: (line) => {
        listener.started(line);
        this.options.onProgress({ kind: 'imageStarted', job, shard, key: lines[line]!.key, pid });
      },
    };
  }

  private tellImage({ job, shard }: ShardTask): (line: number, image: FinishedImage) => void {
    const { onProgress, log } = this.options;
    return (_line, { record }) => {
      const { key } = record;
      if (record.status === 'ok') return onProgress({ kind: 'image', job, shard, key, status: 'ok' });
      const { code, message } = record;
      onProgress({ kind: 'image', job, shard, key, status: 'failed', code, message });
      log.warn({ job, shard, key, code, message }, 'image failed');
    };
  }

  /** Of the time in which some shard was in an executor with its model open. */
  private engineIdleShare(): number {
    const available = this.wall.millis() * this.slots.length;
    return available === 0 ? 0 : Math.max(0, 1 - this.engineBusyMillis / available);
  }
}

function once(work: () => void): { readonly call: () => void; readonly called: () => boolean } {
  let called = false;
  return {
    call: () => {
      if (!called) work();
      called = true;
    },
    called: () => called,
  };
}
