/**
 * One life of an executor: forked, given shards, dead. Whatever happens to it, every hand-over gets exactly one outcome.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Device, DeviceChoice } from '../config/device.ts';
import type { PlainError } from '../errors.ts';
import type { Log } from './log.ts';
import { patienceMillis } from './patience.ts';
import {
  lifelineDescriptor,
  type FinishedImage,
  type FromExecutor,
  type ShardTimings,
  type ShardWork,
  type ToExecutor,
} from './protocol.ts';
import { Watchdog } from './watchdog.ts';

export type HandOverOutcome =
  | { readonly kind: 'done'; readonly timings: ShardTimings }
  | { readonly kind: 'thrown'; readonly error: PlainError }
  /** The process is gone. `line`: the image that was announced and not finished. */
  | { readonly kind: 'died'; readonly death: Death; readonly line: number | undefined };

export interface Death {
  readonly code: 'WORKER_CRASHED' | 'TIMEOUT';
  /** "was killed by SIGSEGV" */
  readonly how: string;
}

/** What a hand-over tells while it is under way. */
export interface WorkListener {
  readonly opened: () => void;
  readonly started: (line: number) => void;
  readonly finished: (line: number, image: FinishedImage) => void;
}

interface HandOver {
  readonly work: ShardWork;
  readonly listener: WorkListener;
  readonly watchdog: Watchdog;
  readonly settle: (outcome: HandOverOutcome) => void;
  line: number | undefined;
}

export interface ExecutorOptions {
  /** Threads inside one operation. */
  readonly engineThreads: number;
  /** Of ONNX Runtime. */
  readonly device: Device;
  /** What TensorFlow.js, which has a way of its own to a GPU, is asked for; default 'auto'. */
  readonly asked?: DeviceChoice;
  /** Folder for models that are fetched from the store. */
  readonly cache: string;
}

const entry = fileURLToPath(new URL('./executor/main.js', import.meta.url));

export class ExecutorProcess {
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Death>;
  private readonly child: ChildProcess;
  private readonly handOvers = new Map<number, HandOver>();
  private killed: Death | undefined;
  private dead: Death | undefined;

  constructor({ engineThreads, device, asked = 'auto', cache }: ExecutorOptions, log: Log) {
    this.child = fork(entry, [String(engineThreads), cache, device, asked], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      execArgv: [],
    });
    this.pid = this.child.pid ?? -1;
    this.child.stdio[lifelineDescriptor]?.on('error', () => undefined); // its exit says the same
    logLines(this.child.stdout, (line) => log.info({ pid: this.pid }, line));
    logLines(this.child.stderr, (line) => log.warn({ pid: this.pid }, line));
    this.child.on('message', (message: FromExecutor) => this.receive(message));
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(this.end(`could not be started: ${error.message}`)));
      this.child.once('exit', (code, signal) =>
        resolve(this.end(signal === null ? `ended with code ${code}` : `was killed by ${signal}`)),
      );
    });
  }

  /** Whether new work can be handed over. */
  get alive(): boolean {
    return this.killed === undefined && this.dead === undefined;
  }

  handOver(work: ShardWork, listener: WorkListener, signal: AbortSignal): Promise<HandOverOutcome> {
    return new Promise((resolve) => {
      if (this.dead !== undefined) return resolve({ kind: 'died', death: this.dead, line: undefined });
      const watchdog = new Watchdog(() => this.kill({ code: 'TIMEOUT', how: silence(work) }));
      const abandon = (): void => this.send({ kind: 'abandon', id: work.id });
      const settle = (outcome: HandOverOutcome): void => {
        watchdog.stop();
        signal.removeEventListener('abort', abandon);
        this.handOvers.delete(work.id);
        resolve(outcome);
      };
      this.handOvers.set(work.id, { work, listener, watchdog, settle, line: undefined });
      watchdog.feed(patienceMillis(work, 'opened'));
      signal.addEventListener('abort', abandon);
      this.send({ kind: 'shard', work });
      if (signal.aborted) abandon();
    });
  }

  /** Ends it when nothing is in hand any more. */
  close(): void {
    this.send({ kind: 'close' });
  }

  kill(death: Death): void {
    this.killed ??= death;
    this.child.kill('SIGKILL');
  }

  /** Where the process is gone already, its exit says so to everyone. */
  private send(message: ToExecutor): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private receive(message: FromExecutor): void {
    const handOver = this.handOvers.get(message.id);
    if (handOver === undefined) return;
    const { work, listener, watchdog, settle } = handOver;
    if (message.kind === 'done' || message.kind === 'thrown') return settle(message);
    watchdog.feed(patienceMillis(work, 'finished'));
    if (message.kind === 'opened') return listener.opened();
    if (message.kind === 'started') {
      handOver.line = message.line;
      return listener.started(message.line);
    }
    handOver.line = undefined;
    listener.finished(message.line, message.image);
  }

  private end(how: string): Death {
    this.dead ??= this.killed ?? { code: 'WORKER_CRASHED', how };
    for (const { settle, line } of this.handOvers.values()) {
      settle({ kind: 'died', death: this.dead, line });
    }
    return this.dead;
  }
}

const silence = (work: ShardWork): string =>
  `was silent for longer than an image may take (imageTimeoutSeconds: ${work.request.imageTimeoutSeconds})`;

function logLines(stream: Readable | null, write: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', write);
}
