import { createRedisBackend, withBackend } from 'bullmq';
import { Redis, type Cluster } from 'ioredis';
import type { Backend } from '../bull.ts';
import { queueDefaults } from '../queueDefaults.ts';
import { clusterOf } from './cluster.ts';
import { inspectServer } from './inspectServer.ts';
import { redisBeats } from './redisBeats.ts';

/** In braces: Redis Cluster then keeps both queues in one slot, as their scripts need. */
const prefix = '{camline}';

const connectMillis = 5000;
/** A command fails after so many reconnects; a worker, which waits for work anyway, tries for ever. */
const commandRetries = 3;

/**
 * A server, or a cluster that the server is part of. Throws QUEUE_UNAVAILABLE within seconds where it does not answer.
 */
export async function openRedis(url: string): Promise<Backend> {
  const { isCluster, warnings } = await inspectServer(url, connectMillis);
  const { Queue, Worker } = withBackend(createRedisBackend);
  const options = (maxRetriesPerRequest: number | null) => ({
    connectTimeout: connectMillis,
    maxRetriesPerRequest,
  });
  const client = isCluster
    ? clusterOf(url, options(commandRetries))
    : new Redis(url, { ...options(commandRetries), lazyConnect: true });
  /** What BullMQ does not close: of options it makes a connection that it closes itself, a cluster's are made here. */
  const ours: (Redis | Cluster)[] = [client];
  const connection = (retries: number | null) => {
    if (!isCluster) return { url, ...options(retries) };
    const cluster = clusterOf(url, options(retries));
    ours.push(cluster);
    return cluster;
  };
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
        connection: connection(commandRetries),
      });
      // Every call reports its own failure; without a listener BullMQ would print to the console.
      queue.on('error', () => undefined);
      return queue;
    },
    worker: (name, processor, given) =>
      new Worker<unknown, void>(name, processor, { ...given, prefix, connection: connection(null) }),
    close: () => {
      for (const open of ours) open.disconnect();
      return Promise.resolve();
    },
  };
}
