/** `camline dashboard`: pages over stores and queue until a signal comes. */
import { aborted, watchStopSignals } from '../stopSignals.ts';
import { serveDashboard, type PageOptions } from './serveDashboard.ts';

/** @returns the exit code: 0 after an orderly end */
export async function dashboard(destinations: readonly string[], options: PageOptions): Promise<number> {
  const watch = watchStopSignals(() => undefined, 'The dashboard stops.');
  try {
    const served = await serveDashboard(destinations, options);
    await aborted(watch.signal);
    await served.close();
    return 0;
  } finally {
    watch.dispose();
  }
}
