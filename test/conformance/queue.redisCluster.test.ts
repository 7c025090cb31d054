import { afterAll, beforeAll, describe } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import { redisMissing } from '../support/redis.ts';
import { startRedisCluster, type RedisCluster } from '../support/redisCluster.ts';
import type { QueuesUnderTest } from '../support/queueBench.ts';
import { describeQueues } from './queue.ts';
import { describeQueueControl } from './queueControl.ts';
import { describeQueueRestarts } from './queueRestarts.ts';

const missing = redisMissing();

describe.skipIf(missing !== undefined)(
  `with a Redis Cluster${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let cluster: RedisCluster;
    beforeAll(async () => {
      cluster = await startRedisCluster();
    });
    afterAll(async () => {
      await cluster.stop();
    });

    const subject: QueuesUnderTest = {
      clean: () => cluster.flush(),
      open: (locks) => openQueues({ redisUrl: cluster.url, home: '/nowhere', ...locks }),
    };
    describeQueues('redis cluster', subject);
    describeQueueRestarts('redis cluster', subject);
    describeQueueControl('redis cluster', subject);
  },
);
