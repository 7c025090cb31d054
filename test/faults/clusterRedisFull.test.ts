/** A Redis that takes nothing more, for want of memory or of disk: it is told, and the same command goes on later. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cluster } from '../support/cluster.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 120_000 });

const missing = redisMissing();

describe.skipIf(missing !== undefined)(`a full Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: RedisServer;
  let client: Redis;
  let cluster: Cluster;
  beforeEach(async () => {
    server = await startRedis(['--appendonly', 'yes']);
    client = new Redis(server.url);
    cluster = new Cluster(temporaryFolder(), server.url);
    const lines = Array.from({ length: 3000 }, (_, index) => `{"key":"${index}.jpg"}`);
    writeFileSync(join(cluster.cwd, 'photos.jsonl'), lines.join('\n'));
  });
  afterEach(async () => {
    client.disconnect();
    await cluster.stop();
    await server.stop();
  });

  const enqueue = () => cluster.enqueueFrom('photos.jsonl', '--shard', '1', '--outputs', 'none');
  const memory = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await client.info('memory'))![1]);
  const limit = (bytes: number): Promise<unknown> => client.config('SET', 'maxmemory', String(bytes));
  const shardsAdded = (): Promise<number> => client.llen('{camline}:explain:wait');

  test('without memory for the run: the producer says so, and the same command enqueues it later', async () => {
    await limit(await memory());
    expect(await enqueue()).toMatchObject({
      exitCode: 5,
      stderr: expect.stringMatching(/queue could not start run one: .*maxmemory.*QUEUE_UNAVAILABLE/),
    });
    await limit(0);
    expect(await enqueue()).toMatchObject({ exitCode: 0, stdout: 'one' });
  });

  test('without memory for its shards: what is missing is added once there is room, none twice', async () => {
    expect(await enqueue()).toMatchObject({ exitCode: 0 });
    // A worker that orchestrates, but takes no shard.
    await limit((await memory()) + 1_500_000);
    void cluster.worker({}, '--queues', 'runs');
    await vi.waitUntil(async () => (await shardsAdded()) > 0, { timeout: 60_000, interval: 100 });
    await vi.waitUntil(async () => (await client.zcard('{camline}:runs:delayed')) === 1, {
      timeout: 60_000,
      interval: 100,
    });
    expect(await shardsAdded()).toBeLessThan(3000);
    expect((await cluster.camline('status')).stdout).toMatch(/one +waiting/);
    await limit(0);
    await vi.waitUntil(async () => (await client.zcard('{camline}:runs:waiting-children')) === 1, {
      timeout: 90_000,
      interval: 100,
    });
    expect(await shardsAdded()).toBe(3000);
  });
});

/** Needs root and Linux: elsewhere no disk can be made for a test. */
const canMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0;

describe.skipIf(missing !== undefined || !canMount)('a Redis whose disk is full', () => {
  test('the producer says so', async () => {
    const disk = temporaryFolder();
    const mount = `mount -t tmpfs -o size=64k none ${disk} && cd ${disk} && exec "$@"`;
    const server = await startRedis(['--appendonly', 'yes', '--dir', disk], {
      within: ['unshare', '--mount', 'sh', '-c', mount, 'sh'],
    });
    const client = new Redis(server.url);
    const cluster = new Cluster(temporaryFolder(), server.url);
    try {
      writeFileSync(join(cluster.cwd, 'photos.jsonl'), '{"key":"a.jpg"}');
      await client.set('filler', 'x'.repeat(80_000));
      await vi.waitUntil(async () =>
        (await client.info('persistence')).includes('aof_last_write_status:err'),
      );
      expect(await cluster.enqueueFrom('photos.jsonl')).toMatchObject({
        exitCode: 5,
        stderr: expect.stringMatching(
          /queue could not start run one: .*MISCONF.*No space left.*QUEUE_UNAVAILABLE/,
        ),
      });
    } finally {
      client.disconnect();
      await cluster.stop();
      await server.stop();
    }
  });
});
