/** KEDA reads the length of lists in Redis: they must be those that BullMQ keeps. */
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { samples } from '../../support/cli.ts';
import { Cluster } from '../../support/cluster.ts';
import { infraYaml } from '../../support/infra.ts';
import { redisMissing, startRedis } from '../../support/redis.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const missing = redisMissing();
const { spec } = z
  .looseObject({
    spec: z.looseObject({
      triggers: z.array(z.object({ metadata: z.looseObject({ listName: z.string() }) })),
    }),
  })
  .parse(infraYaml('kubernetes/base/scaling.yaml'));
const lists = spec.triggers.map(({ metadata }) => metadata.listName);

test.skipIf(missing !== undefined)(
  `shards that wait are counted by the scaler's list${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const redis = await startRedis(['--maxmemory-policy', 'noeviction']);
    onTestFinished(() => redis.stop());
    const cwd = temporaryFolder();
    cpSync(samples, join(cwd, 'photos'), { recursive: true });
    const cluster = new Cluster(cwd, redis.url);
    onTestFinished(() => cluster.stop());
    const lengths = (): number[] =>
      lists.map((list) =>
        Number(spawnSync('redis-cli', ['-p', String(redis.port), 'llen', list], { encoding: 'utf8' }).stdout),
      );

    expect(await cluster.enqueue('--shard', '2')).toMatchObject({ exitCode: 0 });
    void cluster.worker({}, '--queues', 'runs');
    await expect.poll(lengths, { timeout: 60_000 }).toEqual([4, 0]);
    void cluster.worker({}, '--queues', 'explain');
    await expect.poll(() => lengths()[1], { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
    await expect.poll(lengths, { timeout: 60_000 }).toEqual([0, 0]);
  },
);
