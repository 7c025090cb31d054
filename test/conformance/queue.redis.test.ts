import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { describeQueues } from './queue.ts';

const missing = redisMissing();

describe.skipIf(missing !== undefined)(
  `with a Redis server${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(async () => {
      await server.stop();
    });

    describeQueues('redis', {
      async clean() {
        const client = new Redis(server.url);
        await client.flushall();
        client.disconnect();
      },
      open: (locks) => openQueues({ redisUrl: server.url, home: '/nowhere', ...locks }),
    });
  },
);
