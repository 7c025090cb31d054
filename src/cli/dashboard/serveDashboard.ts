import { join, resolve } from 'node:path';
import { startDashboard, type Dashboard } from '../../dashboard/startDashboard.ts';
import { queueDoor } from '../../queue/queueDoor.ts';
import { printLines, remark } from '../output.ts';
import { settingsOf, type SettingOptions } from '../settings.ts';
import { checkDestination } from './checkDestination.ts';
import { readToken } from './readToken.ts';

export interface PageOptions extends SettingOptions {
  readonly host: string;
  readonly port: number;
  readonly allowHost?: readonly string[];
  readonly tokenFile?: string;
  readonly allowActions?: true;
  readonly cache?: string;
}

/** Serves the pages until they are closed, and says where. Throws CONFIG_INVALID for an option that does not fit. */
export async function serveDashboard(
  destinations: readonly string[],
  options: PageOptions,
): Promise<Dashboard> {
  for (const destination of destinations) await checkDestination(destination);
  const { home, redisUrl } = await settingsOf(options);
  const queue = queueDoor({ home: resolve(home), redisUrl });
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
        redisUrl,
        cache: resolve(options.cache ?? join(home, 'dashboard')),
      },
      queue,
    );
    printLines([served.url]);
    if (options.allowActions !== true)
      remark('It only shows; --allow-actions lets it pause, cancel and retry too.');
    return {
      url: served.url,
      async close() {
        await served.close();
        await queue.close();
      },
    };
  } catch (error) {
    await queue.close();
    throw error;
  }
}
