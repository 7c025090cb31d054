/** From an S3 prefix to an S3 prefix through Redis with two workers: the bytes of one worker on folders. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const missing = radosgwMissing() ?? redisMissing();
const patience = { timeout: 120_000, interval: 250 } as const;
const images = 24;

describe.skipIf(missing !== undefined)(
  `with both servers${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    const cwd = sharedFolder();
    let s3: S3Server;
    let redis: RedisServer;
    const env = (): Record<string, string> => ({
      ...s3.env(),
      CAMLINE_REDIS_URL: redis.url,
      CAMLINE_ENGINE_THREADS: '1',
      CAMLINE_LOG_LEVEL: 'warn',
    });
    const tell = (...args: readonly string[]) => camline(args, { cwd, env: env() });
    const outputs = ['--outputs', 'heatmaps,overlays,maps,features,webdataset', '--overlay', 'photo'];
    const methods = ['--methods', 'gradcam,scorecam', ...outputs];
    const request = ['--model', 'net.onnx', ...methods, '--shard', '3', '--run', 'one'];

    beforeAll(async () => {
      [s3, redis] = await Promise.all([S3Server.start('images', 'results'), startRedis()]);
      copyFileSync(miniResnet, join(cwd, 'net.onnx'));
      await makePhotos(join(cwd, 'photos'), numbered(images));
      mkdirSync(join(cwd, 'photos/more'));
      writeFileSync(join(cwd, 'photos/more/empty.jpg'), '');
      writeFileSync(join(cwd, 'photos/more/text.jpg'), 'no image at all');
      for (const [key, bytes] of filesBelow(join(cwd, 'photos'))) await s3.put('images', `set/${key}`, bytes);
      const local = await camline(['run', 'photos', ...request, '--to', 'out'], {
        cwd,
        env: { CAMLINE_ENGINE_THREADS: '1' },
      });
      if (local.exitCode !== 0) throw new Error(local.stderr);
    });
    afterAll(async () => {
      await Promise.all([s3?.stop(), redis?.stop()]);
    });

    test('enqueue, two workers, status, retry: the same bytes, and a retry that adds and never rewrites', async () => {
      const enqueued = await tell(
        'enqueue',
        's3://images/set',
        ...request,
        '--to',
        's3://results/deep/down',
        '--detach',
      );
      expect(enqueued).toMatchObject({ exitCode: 0, stdout: 'one' });
      expect(await tell('pause')).toMatchObject({ exitCode: 0 });
      rmSync(join(cwd, 'net.onnx')); // Workers take the model from the bucket.
      const workers = [1, 2].map((number) =>
        execa(process.execPath, [cliEntry, 'worker', '--log-file', `worker${number}.log`], {
          cwd,
          env: { ...env(), CAMLINE_HOME: `home${number}`, CAMLINE_LOG_LEVEL: 'trace', HOME: cwd },
          reject: false,
          stdin: 'ignore',
        }),
      );
      const logOf = (number: number): string => readFileSync(join(cwd, `worker${number}.log`), 'utf8');
      const isReady = (number: number): boolean =>
        existsSync(join(cwd, `worker${number}.log`)) && logOf(number).includes('worker ready');
      const finished = async (): Promise<unknown> => {
        const { stdout } = await tell('status', 'one', '--json');
        return (JSON.parse(stdout) as { runs: { finished: unknown }[] }).runs[0]!.finished;
      };
      try {
        // Whoever is there first would have done several shards before the other one is.
        await vi.waitUntil(() => [1, 2].every(isReady), patience);
        await tell('unpause');
        await vi.waitUntil(async () => (await finished()) !== null, patience);
        for (const number of [1, 2]) expect(logOf(number)).toContain('shard done');
        expect(await finished()).toMatchObject({ ok: images, failed: 2 });
        const before = await s3.objects('results', 'deep/down/runs/one/');
        expectSameResults(before, filesBelow(join(cwd, 'out/runs/one')), 2 * 2 * images);
        expect((await s3.keys('results', '')).filter((key) => key.includes('probe'))).toEqual([]);

        expect((await tell('retry', 'one')).stdout).toContain('2 failed images are tried again');
        await vi.waitUntil(async () => (await finished()) !== null, patience);
        const after = await s3.objects('results', 'deep/down/runs/one/');
        const added = [...after.keys()].filter((key) => !before.has(key));
        expect(
          added.filter((key) => key.startsWith('records/')).every((key) => key.endsWith('.r1.jsonl')),
        ).toBe(true);
        expect(added.length).toBeGreaterThan(0);
        const kept = new Map([...after].filter(([key]) => before.has(key)));
        expectSameResults(kept, before, 2 * 2 * images);
        expect((await tell('resume', 'one', '--to', 's3://results/deep/down')).stdout).toContain(
          'is finished',
        );
      } finally {
        for (const worker of workers) worker.kill('SIGTERM');
        expect((await Promise.all(workers)).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      }
      const logs = readdirSync(cwd).filter((name) => name.endsWith('.log'));
      expect(logs).toHaveLength(2);
      for (const log of logs) expect(readFileSync(join(cwd, log), 'utf8')).not.toContain('testsecret');
    });
  },
);
