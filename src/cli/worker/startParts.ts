/** Everything that works on a queue in this process: orchestration, shards, nights of audits, heartbeat, health. */
import { orchestrate } from '../../producer/orchestrate.ts';
import type { Consumer, Queues } from '../../queue/queues.ts';
import { writeReport } from '../../report/writeReport.ts';
import { openStore } from '../../storage/openStore.ts';
import { startHeartbeat } from '../../worker/heartbeat.ts';
import { Meter } from '../../worker/meter.ts';
import { startWorker } from '../../worker/startWorker.ts';
import { serveAudits } from '../audit/scheduled/serveAudits.ts';
import type { EngineSettings } from '../engineSettings.ts';
import type { Logger } from '../logger.ts';
import type { SettingOptions } from '../settings.ts';
import type { QueueName } from '../values.ts';
import { serveHealth } from './health.ts';

export interface WorkOptions extends SettingOptions {
  readonly queues: readonly QueueName[];
  readonly concurrency: number;
  readonly healthPort?: number;
  readonly healthHost: string;
}

export interface Closable {
  close(): Promise<void>;
}

/** @param parts what is to be closed at the end, in the order of its start: also where a later part cannot be started */
export async function startParts(
  parts: Closable[],
  queues: Queues,
  log: Logger,
  options: WorkOptions,
  engine: EngineSettings,
): Promise<void> {
  if (options.queues.includes('runs')) parts.push(await serveRuns(queues, log));
  if (options.queues.includes('explain')) await serveShards(parts, queues, log, options, engine);
  if (options.queues.includes('audits')) parts.push(await serveAudits(queues, options, log));
  for (const warning of queues.warnings) log.warn(warning);
  if (engine.note !== null) log.info(engine.note);
}

/** What was started last tells of what was started before it. */
export async function closeParts(parts: readonly Closable[]): Promise<void> {
  for (const part of parts.toReversed()) await part.close();
}

const serveRuns = (queues: Queues, log: Logger): Promise<Consumer> =>
  queues.consumeRuns(orchestrate({ openStore, writeReport, now: () => new Date() }), {
    concurrency: 1,
    onError: (error) => log.error({ error: error.message }, 'runs queue'),
  });

async function serveShards(
  parts: Closable[],
  queues: Queues,
  log: Logger,
  { concurrency, healthPort: port, healthHost: host }: WorkOptions,
  { engineThreads, device, asked, cache }: EngineSettings,
): Promise<void> {
  const meter = new Meter(() => performance.now());
  const started = await startWorker({
    queues,
    engineThreads,
    device,
    asked,
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
