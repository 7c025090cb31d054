/**
 * Entry of the executor process: works on the shards that its supervisor hands over, and may die at any time. What it
 * finished reaches the supervisor image by image; it keeps nothing that matters.
 */
import { Worker } from 'node:worker_threads';
import type { Device, DeviceChoice } from '../../config/device.ts';
import { CamlineError, toPlainError } from '../../errors.ts';
import type { FromExecutor, ShardWork, ToExecutor } from '../protocol.ts';
import { executorTools } from './executorTools.ts';
import { explainShard, type Reporter } from './explainShard.ts';
import { OpenModels } from './openModels.ts';

const tools = executorTools(
  new OpenModels({
    engineThreads: Number(process.argv[2]),
    cache: process.argv[3]!,
    device: process.argv[4] as Device,
    asked: process.argv[5] as DeviceChoice,
  }),
);
const inHand = new Map<number, { readonly stop: AbortController; readonly ended: Promise<void> }>();

/** Nobody would take what we finish without a supervisor. Unreferenced: it does not keep us from ending. */
new Worker(new URL('./lifeline.js', import.meta.url)).unref();

/** As in `lifeline.ts`. */
const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** A terminal tells the whole group; when to end is the supervisor's decision. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const handlers: { readonly [Kind in ToExecutor['kind']]: (message: ToExecutor & { kind: Kind }) => void } = {
  shard: ({ work }) => {
    const stop = new AbortController();
    inHand.set(work.id, { stop, ended: answer(work, stop.signal) });
  },
  abandon: ({ id }) => inHand.get(id)?.stop.abort(),
  close: () => void close(),
};

process.on('message', (message: ToExecutor) => {
  (handlers[message.kind] as (given: ToExecutor) => void)(message);
});

async function answer(work: ShardWork, signal: AbortSignal): Promise<void> {
  const { id } = work;
  try {
    const timings = await explainShard(work, tools, reporterOf(id), signal);
    await send({ kind: 'done', id, timings });
  } catch (error) {
    if (error instanceof CamlineError && error.code === 'WORKER_CRASHED') die();
    await send({ kind: 'thrown', id, error: toPlainError(error) });
  } finally {
    inHand.delete(id);
  }
}

const reporterOf = (id: number): Reporter => ({
  opened: () => send({ kind: 'opened', id }),
  started: (line) => send({ kind: 'started', id, line }),
  finished: (line, image) => send({ kind: 'finished', id, line, image }),
});

/** Resolves when the message has left this process. Where it cannot, the supervisor is gone. */
function send(message: FromExecutor): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, (error: Error | null) => {
      if (error !== null) die();
      resolve();
    });
  });
}

async function close(): Promise<void> {
  await Promise.all([...inHand.values()].map(({ ended }) => ended));
  await tools.models.close();
  process.disconnect();
}
