/** Images that crash, hang or exhaust the process that explains them, on a cluster: each costs itself, never its neighbours. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';
import { Cluster } from '../support/cluster.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 300_000 });

const missing = redisMissing();
const preload = pathToFileURL(join(root, 'test/support/deadlyImages.mjs')).href;
const poison: Readonly<Record<number, { readonly name: string; readonly code: string }>> = {
  7: { name: 'crash', code: 'WORKER_CRASHED' },
  10: { name: 'hang', code: 'TIMEOUT' },
  15: { name: 'greedy', code: 'WORKER_CRASHED' },
};

test.skipIf(missing !== undefined)(
  `poison images in a run of two workers${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const server = await startRedis();
    const cluster = new Cluster(temporaryFolder(), server.url);
    onTestFinished(async () => {
      await cluster.stop();
      await server.stop();
    });
    const names = numbered(20).map((name, index) => `${name.slice(0, 3)}${poison[index]?.name ?? ''}.jpg`);
    await makePhotos(join(cluster.cwd, 'photos'), names);
    const request = ['--shard', '2', '--outputs', 'none', '--image-timeout', '6'];
    expect(await cluster.enqueue(...request)).toMatchObject({ exitCode: 0 });

    const env = { NODE_OPTIONS: `--import=${preload} --max-old-space-size=200` };
    const workers = [cluster.worker(env), cluster.worker(env)];
    await vi.waitUntil(() => cluster.runFile().finished !== null, { timeout: 250_000, interval: 200 });

    const failed = cluster.lines().filter(({ status }) => status === 'failed');
    expect(failed.map(({ key, code }) => [key, code]).sort(([a], [b]) => (a! < b! ? -1 : 1))).toEqual(
      Object.entries(poison).map(([index, { name, code }]) => [`${index.padStart(3, '0')}${name}.jpg`, code]),
    );
    expect(cluster.runFile()).toMatchObject({ images: 20, finished: { ok: 17, failed: 3 } });
    // The workers themselves have outlived it.
    expect(workers.map(({ exitCode }) => exitCode)).toEqual([null, null]);
  },
);
