/** `camline serve`: worker, schedules of audits and dashboard in one process, until a signal comes. */
import { resolve } from 'node:path';
import { queueDoor } from '../../queue/queueDoor.ts';
import { serveDashboard, type PageOptions } from '../dashboard/serveDashboard.ts';
import { engineSettings } from '../engineSettings.ts';
import type { Logger } from '../logger.ts';
import { loggerOf } from '../loggerOf.ts';
import { printLines } from '../output.ts';
import { openRunQueues } from '../run/openRunQueues.ts';
import { settingsOf } from '../settings.ts';
import { aborted, watchStopSignals } from '../stopSignals.ts';
import { closeParts, startParts, type Closable, type WorkOptions } from '../worker/startParts.ts';

export interface ServeOptions extends WorkOptions, PageOptions {
  /** False: `--no-dashboard`. */
  readonly dashboard: boolean;
}

/** @returns the exit code: 0 after an orderly end */
export async function serve(destinations: readonly string[], options: ServeOptions): Promise<number> {
  const settings = await settingsOf(options);
  const log = await loggerOf(settings, true);
  const engine = await engineSettings(settings);
  const queues = await openRunQueues(resolve(settings.home), settings.redisUrl);
  const watch = watchStopSignals(() => undefined);
  const parts: Closable[] = [];
  try {
    // First, since its options may not fit; and it shows the others until they have ended.
    if (options.dashboard) await startPages(parts, destinations, options, log);
    await startParts(parts, queues, log, options, engine);
    log.info(
      { backend: queues.backend, device: engine.device, engineThreads: engine.engineThreads },
      'serving',
    );
    await aborted(watch.signal);
    log.info({}, 'serve stops');
    return 0;
  } finally {
    await closeParts(parts);
    await queues.close();
    watch.dispose();
  }
}

/** The pages ask the queue as those of another process do: an embedded one through its socket, which this process answers. */
async function startPages(
  parts: Closable[],
  destinations: readonly string[],
  options: ServeOptions,
  log: Logger,
): Promise<void> {
  const { home, redisUrl } = await settingsOf(options);
  const door = queueDoor({ home: resolve(home), ...(redisUrl === undefined ? {} : { redisUrl }) });
  parts.push(door);
  const served = await serveDashboard(destinations, options, door);
  parts.push(served);
  printLines([served.url]);
  log.info({ url: served.url }, 'dashboard');
}
