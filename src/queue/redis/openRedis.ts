import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { withoutCredentials } from '../../config/withoutCredentials.ts';
import { CamlineError } from '../../errors.ts';
import { queueDefaults, type Backend } from '../bull.ts';
import { reasonOf } from '../queueError.ts';
import { redisBeats } from './redisBeats.ts';

/** In braces: Redis Cluster then keeps both queues in one slot, as their scripts need. */
const prefix = '{camline}';

const connectMillis = 5000;
/** A command fails after so many reconnects; a worker, which waits for work anyway, tries for ever. */
const commandRetries = 3;

/** Throws QUEUE_UNAVAILABLE within seconds where the server does not answer. */
export async function openRedis(url: string): Promise<Backend> {
  const warnings = await inspectServer(url);
  const { Queue, Worker } = withBackend(createRedisBackend);
  const connection = { url, connectTimeout: connectMillis };
  const client = new Redis(url, {
    connectTimeout: connectMillis,
    maxRetriesPerRequest: commandRetries,
    lazyConnect: true,
  });
  // Every call reports its own failure.
  client.on('error', () => undefined);
  return {
    kind: 'redis',
    warnings,
    beats: redisBeats(client, prefix),
    queue(name) {
      const queue = new Queue(name, {
        ...queueDefaults,
        prefix,
        connection: { ...connection, maxRetriesPerRequest: commandRetries },
      });
      // Every call reports its own failure; without a listener BullMQ would print to the console.
      queue.on('error', () => undefined);
      return queue;
    },
    worker: (name, processor, options) =>
      new Worker<unknown, void>(name, processor, { ...options, prefix, connection }),
    close: () => {
      client.disconnect();
      return Promise.resolve();
    },
  };
}

/** Connects once, and returns what an operator should change. */
async function inspectServer(url: string): Promise<string[]> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectMillis,
    commandTimeout: connectMillis,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  const troubles: Error[] = [];
  client.on('error', (error) => troubles.push(error));
  try {
    await client.connect();
    return policyWarnings(await client.info('memory'), withoutCredentials(url));
  } catch (error) {
    throw unreachable(url, troubles[0] ?? error);
  } finally {
    client.disconnect();
  }
}

/** Pure: from the text of INFO memory. */
export function policyWarnings(info: string, server: string): string[] {
  const policy = /^maxmemory_policy:(.*?)\r?$/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return [];
  return [
    `Redis at ${server} has maxmemory-policy "${policy}" and may throw jobs away when its memory is full. ` +
      'Set it to "noeviction".',
  ];
}

function unreachable(url: string, cause: unknown): CamlineError {
  const reason = reasonOf(cause);
  return new CamlineError(
    'QUEUE_UNAVAILABLE',
    `Cannot reach Redis at ${withoutCredentials(url)}: ${reason}. Start the server, correct CAMLINE_REDIS_URL, ` +
      'or unset it to use the embedded queue.',
    { cause: new Error(reason) },
  );
}
