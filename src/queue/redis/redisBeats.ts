import type { Cluster, Redis } from 'ioredis';
import type { BeatStore } from '../bull.ts';

/**
 * One key a worker, which runs out by itself, and a set of their names. All have the queues' prefix, so that a Redis Cluster
 * keeps them in one slot.
 */
export function redisBeats(client: Redis | Cluster, prefix: string): BeatStore {
  const names = `${prefix}:workers`;
  const keyOf = (worker: string): string => `${prefix}:worker:${worker}`;
  return {
    async put(worker, text, lifeSeconds) {
      await client.set(keyOf(worker), text, 'EX', lifeSeconds);
      await client.sadd(names, worker);
    },
    async drop(worker) {
      await client.del(keyOf(worker));
      await client.srem(names, worker);
    },
    async all() {
      const workers = await client.smembers(names);
      if (workers.length === 0) return [];
      const texts = await client.mget(workers.map(keyOf));
      const gone = workers.filter((_, index) => texts[index] === null);
      if (gone.length > 0) await client.srem(names, ...gone);
      return texts.filter((text) => text !== null);
    },
  };
}
