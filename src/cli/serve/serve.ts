/** `camline serve`: worker, schedules of audits and dashboard in one process, until a signal comes. */
import { serveDashboard, type PageOptions } from '../dashboard/serveDashboard.ts';
import { worker } from '../worker/worker.ts';
import type { WorkOptions } from '../worker/startParts.ts';

export interface ServeOptions extends WorkOptions, PageOptions {
  /** False: `--no-dashboard`. */
  readonly dashboard: boolean;
}

/** @returns the exit code: 0 after an orderly end */
export const serve = (destinations: readonly string[], options: ServeOptions): Promise<number> =>
  worker(options, async (parts, log) => {
    if (!options.dashboard) return;
    // First, since its options may not fit. An embedded queue it asks through the socket, which this process answers.
    const served = await serveDashboard(destinations, options);
    parts.push(served);
    log.info({ url: served.url }, 'dashboard');
  });
