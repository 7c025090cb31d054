import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import type { QueuesUnderTest } from '../support/queueBench.ts';
import { describeQueues } from './queue.ts';
import { describeQueueControl } from './queueControl.ts';
import { describeQueueRestarts } from './queueRestarts.ts';

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

    const subject: QueuesUnderTest = {
      async clean() {
        const client = new Redis(server.url);
        await client.flushall();
        client.disconnect();
      },
      open: (locks) => openQueues({ redisUrl: server.url, home: '/nowhere', ...locks }),
    };
    describeQueues('redis', subject);
    describeQueueRestarts('redis', subject);
    describeQueueControl('redis', subject);
  },
);
