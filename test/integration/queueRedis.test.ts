/** What only a Redis server can show: how a job is stored, lost answers, a server that goes away, its settings. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runJobId, shardJobId } from '../../src/queue/jobs.ts';
import { openQueues } from '../../src/queue/openQueues.ts';
import type { Queues, RunHandle } from '../../src/queue/queues.ts';
import { signal } from '../support/queues.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { runJob } from '../support/runJob.ts';

const missing = redisMissing();
const ignore = (): void => undefined;

describe.skipIf(missing !== undefined)(
  `Redis${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let server: RedisServer;
    let queues: Queues;
    let client: Redis;

    async function start(options: readonly string[] = []): Promise<void> {
      server = await startRedis(options);
      queues = await openQueues({ redisUrl: server.url, home: '/nowhere' });
      client = new Redis(server.url, { retryStrategy: () => null });
      client.on('error', ignore);
    }
    beforeEach(() => start());
    afterEach(async () => {
      client.disconnect();
      await queues.close().catch(ignore);
      await server.stop();
    });

    /** Runs `use` inside of a run's handler. */
    async function withRun<T>(run: string, use: (handle: RunHandle) => Promise<T>): Promise<T> {
      const result = signal<Promise<T>>();
      await queues.startRun(runJob(run, 3));
      await queues.consumeRuns(
        async (handle) => {
          const outcome = use(handle);
          result.resolve(outcome);
          await outcome.catch(ignore);
        },
        { concurrency: 1, onError: ignore },
      );
      return result.promise;
    }

    const idOf = (name: string): string => runJobId(runJob(name, 3));
    const run = 'r0123456789ab';
    const usedMemory = async (): Promise<number> =>
      Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))![1]);

    test.each([
      ['64', 1200],
      ['256', 750],
    ])('with hash-max-listpack-value %s a shard costs at most %d bytes', async (listpack, most) => {
      await client.config('SET', 'hash-max-listpack-value', listpack);
      const shards = 5000;
      const before = await usedMemory();
      await withRun(run, (handle) =>
        handle.addShards(Array.from({ length: shards }, (_, index) => 94_999 + index)),
      );
      expect(((await usedMemory()) - before) / shards).toBeLessThanOrEqual(most);
    });

    test('both queues lie in one slot of a cluster', async () => {
      await withRun('slots', (handle) => handle.addShards([0]));
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(4);
      expect(keys.filter((key) => !key.startsWith('{camline}:'))).toEqual([]);
    });

    test('shards whose run is gone are not lost silently', async () => {
      const lost = withRun('gone', async (handle) => {
        await client.del(`{camline}:runs:${idOf('gone')}`);
        await handle.addShards([0, 1]);
      });
      await expect(lost).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: expect.stringMatching(/did not take the job j[0-9a-z]+-0.*"-5"/),
      });
    });

    test('shards that belong to another run are not taken from it', async () => {
      await withRun('a', (handle) => handle.addShards([0]));
      await client.hset(`{camline}:explain:${shardJobId(idOf('a'), 0, 0)}`, 'parentKey', '{camline}:runs:b');
      await client.hset('{camline}:runs:b', 'name', 'run');
      await queues.close();
      queues = await openQueues({ redisUrl: server.url, home: '/nowhere' });
      await expect(withRun('a', (handle) => handle.addShards([0]))).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: expect.stringContaining('"-7"'),
      });
    });

    test('a server that has gone is reported within seconds, by name of what was asked', async () => {
      await queues.startRun(runJob('before', 1));
      await server.kill();
      const started = performance.now();
      await expect(queues.startRun(runJob('after', 1))).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: expect.stringContaining('The queue could not start run after'),
      });
      expect(performance.now() - started).toBeLessThan(15_000);
    });

    test('a server that may throw jobs away or forget them is reported', async () => {
      await queues.close();
      await server.stop();
      await start(['--maxmemory-policy', 'allkeys-lru']);
      expect(queues.warnings).toEqual([
        expect.stringMatching(/allkeys-lru.*noeviction/),
        expect.stringMatching(/append-only file/),
      ]);
    });
  },
);
