/** A worker tells the queue of itself every few seconds, so that `camline status` shows it. */
import { hostname } from 'node:os';
import { version } from '../config/version.ts';
import type { WorkerBeat } from '../queue/beats.ts';
import type { Queues } from '../queue/queues.ts';
import type { Log } from './log.ts';
import type { Meter } from './meter.ts';
import type { Worker } from './startWorker.ts';

const beatMillis = 5_000;
/** Three words in a row may be lost before a worker counts as gone. */
const lifeSeconds = 20;

export interface HeartbeatOptions {
  readonly queues: Pick<Queues, 'beat' | 'leave'>;
  readonly worker: Worker;
  readonly meter: Meter;
  readonly executors: number;
  readonly engineThreads: number;
  readonly log: Log;
}

/** Beats until it is closed; a queue that cannot be reached is waited for. */
export function startHeartbeat(options: HeartbeatOptions): { close(): Promise<void> } {
  const { queues, log } = options;
  const id = `${hostname()}:${process.pid}`;
  const startedAt = new Date().toISOString();
  let beating: Promise<void> = Promise.resolve();
  const beat = (): void => {
    beating = beating
      .then(() => queues.beat(beatOf(id, startedAt, options), lifeSeconds))
      .catch((error: unknown) => log.debug({ error: String(error) }, 'heartbeat'));
  };
  beat();
  const timer = setInterval(beat, beatMillis);
  return {
    async close() {
      clearInterval(timer);
      await beating;
      await queues.leave(id).catch(() => undefined);
    },
  };
}

function beatOf(id: string, startedAt: string, options: HeartbeatOptions): WorkerBeat {
  const { executors, engineThreads, meter, worker } = options;
  return {
    worker: id,
    version,
    startedAt,
    executors,
    engineThreads,
    ...meter.read(),
    ...worker.state(),
  };
}
