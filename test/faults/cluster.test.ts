/** Workers and Redis die in the middle of a run over real processes: no image is lost, none is done twice. */
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Cluster, type Process } from '../support/cluster.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 60_000 });

const missing = redisMissing();
const patience = { timeout: 200_000, interval: 200 } as const;

describe.skipIf(missing !== undefined)(`on a Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: RedisServer;
  let cluster: Cluster;
  beforeEach(async () => {
    server = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  });
  afterEach(async () => {
    await cluster.stop();
    await server.stop();
  });

  async function clusterWith(images: number): Promise<Cluster> {
    cluster = new Cluster(temporaryFolder(), server.url);
    await makePhotos(join(cluster.cwd, 'photos'), numbered(images));
    return cluster;
  }
  const finished = (): Promise<unknown> => vi.waitUntil(() => cluster.runFile().finished !== null, patience);
  const done = (shards: number): Promise<unknown> =>
    vi.waitUntil(() => cluster.records().size >= shards, patience);

  function expectComplete(images: number): void {
    const keys = cluster.lines().map(({ key }) => key);
    expect(keys).toHaveLength(images);
    expect(new Set(keys).size).toBe(images);
    expect(cluster.runFile()).toMatchObject({ images, finished: { ok: images, failed: 0 } });
  }

  /** Records that were there before are there unchanged. */
  function expectNotRepeated(before: ReadonlyMap<string, number>): void {
    const now = cluster.records();
    for (const [name, time] of before) expect(now.get(name), name).toBe(time);
  }

  test('workers are killed twenty times: every image once, no finished shard again', async () => {
    const images = 2000;
    const shards = images / 20;
    await clusterWith(images);
    const request = ['--shard', '20', '--outputs', 'none'];
    expect(await cluster.enqueue(...request)).toMatchObject({ exitCode: 0, stdout: 'one' });
    const workers: Process[] = [cluster.worker(), cluster.worker()];
    await done(5);
    for (let kill = 0; kill < 20; kill++) {
      const before = cluster.records();
      expect(before.size, 'shards are left for the kills').toBeLessThan(shards - 5);
      workers[kill % 2]!.kill('SIGKILL');
      workers[kill % 2] = cluster.worker();
      await done(before.size + 2);
      expectNotRepeated(before);
    }
    await finished();
    expectComplete(images);
  });

  test('Redis is killed and comes back with its append-only file: workers go on by themselves', async () => {
    await clusterWith(240);
    await cluster.enqueue('--shard', '8', '--outputs', 'none');
    void cluster.worker();
    await done(5);
    const before = cluster.records();
    await server.restart();
    expect(before.size).toBeLessThan(25);
    await finished();
    expectNotRepeated(before);
    expectComplete(240);
  });

  test('Redis is emptied: the run does not count as finished, resume completes it', async () => {
    await clusterWith(240);
    await cluster.enqueue('--shard', '8', '--outputs', 'none');
    const worker = cluster.worker();
    await done(5);
    worker.kill('SIGKILL');
    await worker;
    const client = new Redis(server.url);
    await client.flushall();
    client.disconnect();
    const before = cluster.records();
    expect(before.size).toBeLessThan(25);
    expect(cluster.runFile().finished).toBeNull();
    expect(await cluster.camline('resume', 'one')).toMatchObject({ exitCode: 2 });
    expect(await cluster.camline('resume', 'one', '--to', 'out')).toMatchObject({ exitCode: 0 });
    void cluster.worker();
    await finished();
    expectNotRepeated(before);
    expectComplete(240);
  });

  test('a worker that stood still beyond its lock: one visible result', async () => {
    await clusterWith(120);
    await cluster.enqueue(
      '--shard',
      '4',
      '--methods',
      'scorecam',
      '--layers',
      'layer2.0',
      '--outputs',
      'none',
    );
    const sleeper = cluster.worker();
    await done(3);
    sleeper.kill('SIGSTOP');
    const before = cluster.records();
    void cluster.worker();
    await finished();
    expectNotRepeated(before);
    const after = cluster.records();
    sleeper.kill('SIGCONT');
    sleeper.kill('SIGTERM');
    expect((await sleeper).exitCode).toBe(0);
    expect(cluster.records()).toEqual(after);
    expectComplete(120);
  });
});
