/** `camline dashboard`: pages over stores and queue until a signal comes. */
import { join, resolve } from 'node:path';
import { startDashboard } from '../../dashboard/startDashboard.ts';
import { queueDoor } from '../../queue/queueDoor.ts';
import { printLines, remark } from '../output.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { aborted, watchStopSignals } from '../stopSignals.ts';
import { checkDestination } from './checkDestination.ts';
import { readToken } from './readToken.ts';

export interface DashboardCommandOptions extends SettingOptions {
  readonly host: string;
  readonly port: number;
  readonly allowHost?: readonly string[];
  readonly tokenFile?: string;
  readonly allowActions?: true;
  readonly cache?: string;
}

/** @returns the exit code: 0 after an orderly end */
export async function dashboard(
  destinations: readonly string[],
  options: DashboardCommandOptions,
): Promise<number> {
  for (const destination of destinations) await checkDestination(destination);
  const { home, redisUrl } = await settingsOf(options);
  const queue = queueDoor({ home: resolve(home), ...(redisUrl === undefined ? {} : { redisUrl }) });
  const watch = watchStopSignals(() => undefined, 'The dashboard stops.');
  try {
    const served = await startDashboard(
      {
        host: options.host,
        port: options.port,
        destinations,
        hostNames: (options.allowHost ?? []).map((name) => name.toLowerCase()),
        token: await readToken(options.tokenFile),
        ...(options.tokenFile !== undefined && { tokenFrom: options.tokenFile }),
        allowActions: options.allowActions === true,
        cache: resolve(options.cache ?? join(home, 'dashboard')),
      },
      queue,
    );
    printLines([served.url]);
    if (options.allowActions !== true)
      remark('It only shows; --allow-actions lets it pause, cancel and retry too.');
    await aborted(watch.signal);
    await served.close();
    return 0;
  } finally {
    await queue.close();
    watch.dispose();
  }
}
