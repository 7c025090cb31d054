/** `camline worker`: works on the queue until a signal comes. */
import { resolve } from 'node:path';
import { engineSettings } from '../engineSettings.ts';
import type { Logger } from '../logger.ts';
import { loggerOf } from '../loggerOf.ts';
import { openRunQueues } from '../run/openRunQueues.ts';
import { settingsOf } from '../settings.ts';
import { aborted, watchStopSignals } from '../stopSignals.ts';
import { closeParts, startParts, type Closable, type WorkOptions } from './startParts.ts';

/**
 * @param startFirst for what stands before the work and shows it until it has ended: adds itself to the parts that are closed
 * @returns the exit code: 0 after an orderly end
 */
export async function worker(
  options: WorkOptions,
  startFirst?: (parts: Closable[], log: Logger) => Promise<void>,
): Promise<number> {
  const settings = await settingsOf(options);
  const log = await loggerOf(settings, true);
  const engine = await engineSettings(settings);
  const queues = await openRunQueues(resolve(settings.home), settings.redisUrl);
  const watch = watchStopSignals(() => undefined);
  const parts: Closable[] = [];
  try {
    await startFirst?.(parts, log);
    await startParts(parts, queues, log, options, engine);
    const { device, engineThreads } = engine;
    log.info({ queues: options.queues, backend: queues.backend, device, engineThreads }, 'worker ready');
    await aborted(watch.signal);
    log.info({}, 'worker stops');
    return 0;
  } finally {
    await closeParts(parts);
    await queues.close();
    watch.dispose();
  }
}
