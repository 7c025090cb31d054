/**
 * A place for one executor: started when there is work, replaced when it dies. In fast mode shards share it; in careful
 * mode one shard has it alone, so that a death is that shard's image's and nobody else's.
 */
import {
  ExecutorProcess,
  type ExecutorOptions,
  type HandOverOutcome,
  type WorkListener,
} from './executorProcess.ts';
import type { Log } from './log.ts';
import type { OnProgress } from './progress.ts';
import type { ShardWork } from './protocol.ts';
import { processMemory } from './processMemory.ts';
import { SharedLock } from './sharedLock.ts';

/** For an executor with nothing in hand to close its model. */
const closeMillis = 3_000;

export interface SlotOptions extends ExecutorOptions {
  readonly log: Log;
  readonly onProgress: OnProgress;
}

export class ExecutorSlot {
  private readonly options: SlotOptions;
  private readonly lock = new SharedLock();
  private current: ExecutorProcess | undefined;
  private closing = false;
  /** Shards that use or wait for this executor. */
  load = 0;

  constructor(options: SlotOptions) {
    this.options = options;
  }

  async run(
    work: ShardWork,
    listen: (pid: number) => WorkListener,
    signal: AbortSignal,
  ): Promise<HandOverOutcome> {
    const handOver = (): Promise<HandOverOutcome> => {
      const executor = this.executor();
      return executor.handOver(work, listen(executor.pid), signal);
    };
    return work.careful ? this.lock.alone(handOver) : this.lock.shared(handOver);
  }

  /** Resident; 0 where there is no process. */
  memoryBytes(): number {
    return this.current?.alive === true ? processMemory(this.current.pid) : 0;
  }

  kill(how: string): void {
    this.current?.kill({ code: 'WORKER_CRASHED', how });
  }

  async close(): Promise<void> {
    this.closing = true;
    const executor = this.current;
    if (executor?.alive !== true) return;
    const timer = setTimeout(() => this.kill('did not close'), closeMillis);
    executor.close();
    await executor.ended;
    clearTimeout(timer);
  }

  private executor(): ExecutorProcess {
    if (this.current?.alive === true) return this.current;
    const { log, onProgress } = this.options;
    const executor = new ExecutorProcess(this.options, log);
    const { pid } = executor;
    this.current = executor;
    onProgress({ kind: 'executorStarted', pid });
    log.info({ pid }, 'executor started');
    void executor.ended.then(({ how }) => {
      if (this.closing) return;
      onProgress({ kind: 'executorDied', pid, how });
      log.warn({ pid, how }, 'executor died: its shards go on, one image at a time');
    });
    return executor;
  }
}
