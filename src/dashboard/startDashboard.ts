import { CamlineError, messageOf } from '../errors.ts';
import type { Board } from '../queue/board.ts';
import type { QueueDoor } from '../queue/queueDoor.ts';
import { createApp } from './app.ts';
import { createAuditNights } from './audits/nights.ts';
import { createCatalog } from './catalog.ts';
import type { Context, DashboardOptions } from './context.ts';
import { openIndex } from './index/openIndex.ts';
import { createLive } from './live/live.ts';
import { takeSnapshot } from './live/snapshot.ts';
import { createFeatureSearch } from './nearest/searchFeatures.ts';
import { createPictures } from './pictures/pictures.ts';
import { openPlaces } from './places.ts';
import { isLoopback } from './security/hosts.ts';
import { createSessions } from './security/sessions.ts';

export interface Dashboard {
  /** "http://127.0.0.1:8400" */
  readonly url: string;
  close(): Promise<void>;
}

const leastTokenLength = 16;

/**
 * Serves until it is closed. Throws CONFIG_INVALID where the address is taken, or reaches beyond this machine without a token
 * of 16 characters or more. @param queue stays the caller's
 */
export async function startDashboard(options: DashboardOptions, queue: QueueDoor): Promise<Dashboard> {
  checkToken(options);
  const index = await openIndex(options.cache);
  const now = (): Date => new Date();
  const places = openPlaces(options.destinations, queue);
  const catalog = createCatalog(() => performance.now());
  const live = createLive(() => takeSnapshot({ queue, places, catalog, index }, now()));
  const context: Context = {
    options,
    queue,
    places,
    catalog,
    audits: createAuditNights(),
    index,
    live,
    now,
    board: await boardOf(options),
    pictures: createPictures(),
    features: createFeatureSearch(),
    sessions: createSessions(options.token),
  };
  const app = await createApp(context);
  const close = async (): Promise<void> => {
    live.close();
    await app.close();
    await context.board?.close();
    await index.close();
  };
  try {
    const url = await app.listen({ host: options.host, port: options.port });
    return { url, close };
  } catch (cause) {
    await close();
    const reason = messageOf(cause);
    throw new CamlineError(
      'CONFIG_INVALID',
      `Cannot listen on ${options.host}, port ${options.port}: ${reason}. Choose others with --host and --port.`,
      { cause },
    );
  }
}

/** A queue in a folder has none, and does without loading its libraries. */
async function boardOf({ redisUrl, allowActions }: DashboardOptions): Promise<Board | undefined> {
  if (redisUrl === undefined) return undefined;
  const { openBoard } = await import('../queue/board.ts');
  return openBoard(redisUrl, !allowActions);
}

function checkToken({ host, token, tokenFrom = 'CAMLINE_DASHBOARD_TOKEN' }: DashboardOptions): void {
  if (token === undefined && !isLoopback(host)) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `The address ${host} can be reached from other machines: set CAMLINE_DASHBOARD_TOKEN to a secret that browsers have to ` +
        'show (openssl rand -hex 32), or leave --host at 127.0.0.1.',
    );
  }
  if (token !== undefined && token.length < leastTokenLength) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected a token of ${leastTokenLength} characters or more in ${tokenFrom}, received ${token.length}. ` +
        'Make one with: openssl rand -hex 32.',
    );
  }
}
