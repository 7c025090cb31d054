/** `camline dashboard`: pages over stores and queue until a signal comes. */
import { resolve } from 'node:path';
import { queueDoor } from '../../queue/queueDoor.ts';
import { printLines } from '../output.ts';
import { settingsOf } from '../settings.ts';
import { aborted, watchStopSignals } from '../stopSignals.ts';
import { serveDashboard, type PageOptions } from './serveDashboard.ts';

/** @returns the exit code: 0 after an orderly end */
export async function dashboard(destinations: readonly string[], options: PageOptions): Promise<number> {
  const { home, redisUrl } = await settingsOf(options);
  const queue = queueDoor({ home: resolve(home), ...(redisUrl === undefined ? {} : { redisUrl }) });
  const watch = watchStopSignals(() => undefined, 'The dashboard stops.');
  try {
    const served = await serveDashboard(destinations, options, queue);
    printLines([served.url]);
    await aborted(watch.signal);
    await served.close();
    return 0;
  } finally {
    await queue.close();
    watch.dispose();
  }
}
