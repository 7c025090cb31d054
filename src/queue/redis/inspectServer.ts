import { Redis } from 'ioredis';
import { withoutCredentials } from '../../config/withoutCredentials.ts';
import { CamlineError } from '../../errors.ts';
import { reasonOf } from '../queueError.ts';

export interface ServerFacts {
  readonly isCluster: boolean;
  /** What an operator should change, in sentences. */
  readonly warnings: string[];
}

/** Connects once. Throws QUEUE_UNAVAILABLE where the server does not answer in time or refuses us. */
export async function inspectServer(url: string, timeoutMillis: number): Promise<ServerFacts> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMillis,
    commandTimeout: timeoutMillis,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const troubles: Error[] = [];
  client.on('error', (error) => troubles.push(error));
  try {
    await client.connect();
    return serverFacts(await client.info(), withoutCredentials(url));
  } catch (error) {
    throw unreachable(url, troubles[0] ?? error);
  } finally {
    client.disconnect();
  }
}

/** Field of INFO → its values that an operator should change, and what to tell. */
const advice: readonly {
  readonly field: string;
  readonly isBad: (value: string) => boolean;
  readonly tell: (value: string) => string;
}[] = [
  {
    field: 'maxmemory_policy',
    isBad: (policy) => policy !== 'noeviction',
    tell: (policy) =>
      `has maxmemory-policy "${policy}" and may throw jobs away when its memory is full. Set it to "noeviction".`,
  },
  {
    field: 'aof_enabled',
    isBad: (enabled) => enabled === '0',
    tell: () =>
      'keeps no append-only file: after a crash of the server its runs go on only with "camline resume RUN --to PLACE". ' +
      'Set appendonly to "yes".',
  },
];

/** Pure: from the text of INFO. */
export function serverFacts(info: string, server: string): ServerFacts {
  const valueOf = (field: string): string | undefined =>
    new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  return {
    isCluster: valueOf('cluster_enabled') === '1',
    warnings: advice.flatMap(({ field, isBad, tell }) => {
      const value = valueOf(field);
      return value === undefined || !isBad(value) ? [] : [`Redis at ${server} ${tell(value)}`];
    }),
  };
}

/** What a server says to a user or password that it does not know. */
const refusal = /WRONGPASS|NOAUTH|NOPERM/;

function unreachable(url: string, cause: unknown): CamlineError {
  const reason = reasonOf(cause);
  const server = withoutCredentials(url);
  const message = refusal.test(reason)
    ? `Redis at ${server} refuses us: ${reason}. Give user and password in its URL: redis://user:password@host:port.`
    : `Cannot reach Redis at ${server}: ${reason}. Start the server, or correct its URL (--redis, CAMLINE_REDIS_URL or ` +
      'redisUrl in camline.yaml); without one the embedded queue is used.';
  return new CamlineError('QUEUE_UNAVAILABLE', message, { cause: new Error(reason) });
}
