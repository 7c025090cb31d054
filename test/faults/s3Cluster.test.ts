/** Workers that die or sleep between the upload of a shard and its record, on S3 and Redis. */
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet } from '../support/cli.ts';
import { FaultProxy } from '../support/faultProxy.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { S3Server } from '../support/s3Server.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const missing = radosgwMissing() ?? redisMissing();
const patience = { timeout: 120_000, interval: 200 } as const;
const images = 12;
const isRecord = ({ method, path }: { method: string; path: string }): boolean =>
  method === 'PUT' && path.includes('/records/');

describe.skipIf(missing !== undefined)(
  `with both servers${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let s3: S3Server;
    let redis: RedisServer;
    let proxy: FaultProxy;
    let cwd: string;
    const workers = new Set<ReturnType<typeof startWorker>>();

    beforeEach(async () => {
      [s3, redis] = await Promise.all([S3Server.start('results'), startRedis()]);
      proxy = await FaultProxy.start(s3.endpoint);
      cwd = temporaryFolder();
      await makePhotos(join(cwd, 'photos'), numbered(images));
      const request = [
        'photos',
        '--model',
        miniResnet,
        '--to',
        's3://results/x',
        '--run',
        'one',
        '--shard',
        '3',
      ];
      const { exitCode, stderr } = await tell('enqueue', ...request, '--detach');
      if (exitCode !== 0) throw new Error(stderr);
    });
    afterEach(async () => {
      for (const worker of workers) worker.kill('SIGKILL');
      await Promise.all([...workers, proxy.stop()]);
      await Promise.all([s3.stop(), redis.stop()]);
    });

    const env = (endpoint = s3.endpoint) => ({
      ...s3.env(endpoint),
      CAMLINE_REDIS_URL: redis.url,
      CAMLINE_LOG_LEVEL: 'warn',
    });
    const tell = (...args: readonly string[]) => camline(args, { cwd, env: env() });
    function startWorker(endpoint?: string) {
      const worker = execa(process.execPath, [cliEntry, 'worker', '--engine-threads', '1'], {
        cwd,
        env: { ...env(endpoint), HOME: cwd },
        reject: false,
        stdin: 'ignore',
      });
      workers.add(worker);
      return worker;
    }
    const status = async () => {
      const { stdout } = await tell('status', 'one', '--json');
      return (JSON.parse(stdout) as { runs: { finished: unknown; records: unknown }[] }).runs[0]!;
    };
    const finished = () => vi.waitUntil(async () => (await status()).finished !== null, patience);
    /** Holds the first record of whoever goes through the proxy; resolves when it is there. */
    function holdRecord(): { readonly arrived: Promise<string>; readonly release: () => void } {
      let release = (): void => undefined;
      const gate = new Promise<undefined>((resolve) => {
        release = () => resolve(undefined);
      });
      const arrived = new Promise<string>((resolve) => {
        proxy.plan = (request) => {
          if (!isRecord(request)) return undefined;
          resolve(request.path.split('?')[0]!.split('/').at(-1)!);
          return gate;
        };
      });
      return { arrived, release };
    }

    test('killed after its pictures and before its record: nothing is counted, and another one completes the run', async () => {
      const { arrived } = holdRecord();
      const victim = startWorker(proxy.endpoint);
      const shard = (await arrived).replace('.jsonl', '');
      victim.kill('SIGKILL');
      await victim;
      const left = await s3.keys('results', 'x/runs/one/');
      expect(left).toContain(`timings/${shard}.json`);
      expect(left.filter((key) => key.startsWith('overlays/')).length).toBeGreaterThanOrEqual(3);
      expect(left.filter((key) => key.startsWith('records/'))).toEqual([]);
      expect(await status()).toMatchObject({ finished: null, records: { ok: 0, failed: 0 } });

      void startWorker();
      await finished();
      expect(await status()).toMatchObject({
        finished: { ok: images, failed: 0 },
        records: { ok: images, failed: 0 },
      });
      const records = (await s3.keys('results', 'x/runs/one/records/')).length;
      expect(records).toBe(images / 3);
    });

    test('a record that comes too late is refused by the server, and that counts as done', async () => {
      const { arrived, release } = holdRecord();
      const sleeper = startWorker(proxy.endpoint);
      const name = await arrived;
      sleeper.kill('SIGSTOP');
      void startWorker();
      await finished();
      const first = await s3.get('results', `x/runs/one/records/${name}`);

      sleeper.kill('SIGCONT');
      release();
      await vi.waitUntil(() => proxy.seen.some((seen) => isRecord(seen)), patience);
      expect(proxy.seen.filter((seen) => isRecord(seen)).map(({ status: answered }) => answered)).toContain(
        412,
      );
      sleeper.kill('SIGTERM');
      expect((await sleeper).exitCode).toBe(0);
      expect(await s3.get('results', `x/runs/one/records/${name}`)).toEqual(first);
      expect(await status()).toMatchObject({ finished: { ok: images, failed: 0 } });
    });
  },
);
