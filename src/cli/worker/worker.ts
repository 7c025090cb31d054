/** `camline worker`: supervisor, orchestration and heartbeat until a signal comes. */
import { resolve } from 'node:path';
import { orchestrate } from '../../producer/orchestrate.ts';
import type { Consumer, Queues } from '../../queue/queues.ts';
import { writeReport } from '../../report/writeReport.ts';
import { openStore } from '../../storage/openStore.ts';
import { startHeartbeat } from '../../worker/heartbeat.ts';
import { Meter } from '../../worker/meter.ts';
import { startWorker } from '../../worker/startWorker.ts';
import type { Logger } from '../logger.ts';
import { loggerOf } from '../loggerOf.ts';
import { openRunQueues } from '../run/openRunQueues.ts';
import { engineSettings, type EngineSettings } from '../engineSettings.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { aborted, watchStopSignals } from '../stopSignals.ts';
import type { QueueName } from '../values.ts';
import { serveHealth } from './health.ts';

export interface WorkerCommandOptions extends SettingOptions {
  readonly queues: readonly QueueName[];
  readonly concurrency: number;
  readonly healthPort?: number;
  readonly healthHost: string;
}

interface Closable {
  close(): Promise<void>;
}

/** @returns the exit code: 0 after an orderly end */
export async function worker(options: WorkerCommandOptions): Promise<number> {
  const settings = await settingsOf(options);
  const log = await loggerOf(settings, true);
  const engine = await engineSettings(settings);
  const queues = await openRunQueues(resolve(settings.home), settings.redisUrl);
  const watch = watchStopSignals(() => undefined);
  const parts: Closable[] = [];
  try {
    if (options.queues.includes('runs')) parts.push(await serveRuns(queues, log));
    if (options.queues.includes('explain')) {
      await serveShards(parts, queues, log, options, engine);
    }
    for (const warning of queues.warnings) log.warn(warning);
    if (engine.note !== null) log.info(engine.note);
    const { device, engineThreads } = engine;
    log.info({ queues: options.queues, backend: queues.backend, device, engineThreads }, 'worker ready');
    await aborted(watch.signal);
    log.info({}, 'worker stops');
    return 0;
  } finally {
    // What was started last tells of what was started before it.
    for (const part of parts.toReversed()) await part.close();
    await queues.close();
    watch.dispose();
  }
}

const serveRuns = (queues: Queues, log: Logger): Promise<Consumer> =>
  queues.consumeRuns(orchestrate({ openStore, writeReport, now: () => new Date() }), {
    concurrency: 1,
    onError: (error) => log.error({ error: error.message }, 'runs queue'),
  });

/** @param parts what is to be closed at the end, in the order of its start: also where a later part cannot be started */
async function serveShards(
  parts: Closable[],
  queues: Queues,
  log: Logger,
  { concurrency, healthPort: port, healthHost: host }: WorkerCommandOptions,
  { engineThreads, device, cache }: EngineSettings,
): Promise<void> {
  const meter = new Meter(() => performance.now());
  const started = await startWorker({
    queues,
    engineThreads,
    device,
    cache,
    executors: concurrency,
    log,
    onProgress: (event) => {
      log.debug(event, 'progress');
      meter.count(event);
    },
  });
  parts.push(started);
  const heartbeat = startHeartbeat({
    queues,
    worker: started,
    meter,
    executors: concurrency,
    engineThreads,
    log,
  });
  parts.push(heartbeat);
  if (port === undefined) return;
  const state = () => ({ ...meter.read(), ...started.state() });
  parts.push(await serveHealth({ port, host }, queues, state));
}
