/** A whole run whose images and results go over a network that loses, cuts and damages three requests in ten. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { camline, miniResnet } from '../support/cli.ts';
import { FaultProxy, sometimes } from '../support/faultProxy.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { watchPeaks } from '../support/peakMemory.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const missing = radosgwMissing();
const images = 12;
const mebibyte = 2 ** 20;

describe.skipIf(missing !== undefined)(`on radosgw${missing === undefined ? '' : ` (${missing})`}`, () => {
  const cwd = sharedFolder();
  let server: S3Server;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await S3Server.start('images', 'results');
    proxy = await FaultProxy.start(server.endpoint);
    await makePhotos(join(cwd, 'photos'), numbered(images));
    writeFileSync(join(cwd, 'photos/zero.jpg'), '');
    for (const [key, bytes] of filesBelow(join(cwd, 'photos')))
      await server.put('images', `set/${key}`, bytes);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  async function explain(source: string, to: string, env: Readonly<Record<string, string>>): Promise<number> {
    const logFile = join(cwd, `${to.replaceAll(/\W/g, '-')}.log`);
    const outputs = ['--outputs', 'heatmaps,maps,features,webdataset'];
    const request = ['--model', miniResnet, ...outputs, '--shard', '5', '--run', 'one'];
    const peaks = watchPeaks(logFile);
    const result = await camline(
      ['run', source, ...request, '--to', to, '--engine-threads', '1', '--log-file', logFile],
      {
        cwd,
        env: { CAMLINE_HOME: `home-${to.length}`, ...env },
      },
    );
    expect(result).toMatchObject({ exitCode: 0 });
    expect(readFileSync(logFile, 'utf8')).not.toContain('executor died');
    return peaks.stop();
  }

  test('the bytes are those of a run on folders, and so is the memory', async () => {
    const plain = await explain('photos', 'out', {});
    proxy.plan = sometimes(0.3, 7);
    const troubled = await explain('s3://images/set', 's3://results/to', {
      ...server.env(proxy.endpoint),
      CAMLINE_S3_TIMEOUT_SECONDS: '1',
    });
    const faulty = proxy.seen.filter(({ fault }) => fault !== undefined).length;
    expect(faulty / proxy.seen.length).toBeGreaterThan(0.2);
    expectSameResults(
      await server.objects('results', 'to/runs/one/'),
      filesBelow(join(cwd, 'out/runs/one')),
      images + 5,
    );
    const file = JSON.parse(
      Buffer.from(await server.get('results', 'to/runs/one/run.json')).toString(),
    ) as object;
    expect(file).toMatchObject({ finished: { ok: images, failed: 1 } });
    expect(plain).toBeGreaterThan(50 * mebibyte);
    expect(troubled - plain, `peaks ${plain} and ${troubled} bytes`).toBeLessThan(150 * mebibyte);
  });
});
