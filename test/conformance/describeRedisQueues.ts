import { afterAll, beforeAll, describe } from 'vitest';
import { openQueues } from '../../src/queue/openQueues.ts';
import type { QueuesUnderTest } from '../support/queueBench.ts';
import { redisMissing } from '../support/redis.ts';
import { describeQueues } from './queue.ts';
import { describeQueueControl } from './queueControl.ts';
import { describeQueueRestarts } from './queueRestarts.ts';
import { describeQueueSchedules } from './queueSchedules.ts';

export interface RedisUnderTest {
  readonly url: string;
  /** Takes every key away. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** The whole contract of queues on what `start` gives, once for all its tests. */
export function describeRedisQueues(name: string, start: () => Promise<RedisUnderTest>): void {
  const missing = redisMissing();
  const skipped = missing === undefined ? '' : ` (skipped: ${missing})`;
  describe.skipIf(missing !== undefined)(`with a ${name}${skipped}`, () => {
    let redis: RedisUnderTest;
    beforeAll(async () => {
      redis = await start();
    });
    afterAll(() => redis.stop());
    const subject: QueuesUnderTest = {
      clean: () => redis.flush(),
      open: (locks) => openQueues({ redisUrl: redis.url, home: '/nowhere', ...locks }),
    };
    describeQueues(name, subject);
    describeQueueRestarts(name, subject);
    describeQueueControl(name, subject);
    describeQueueSchedules(name, subject);
  });
}
