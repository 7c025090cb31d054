import { Redis } from 'ioredis';
import { startRedis } from '../support/redis.ts';
import { describeRedisQueues } from './describeRedisQueues.ts';

describeRedisQueues('Redis server', async () => {
  const server = await startRedis();
  const client = new Redis(server.url);
  return {
    url: server.url,
    flush: async () => void (await client.flushall()),
    async stop() {
      client.disconnect();
      await server.stop();
    },
  };
});
