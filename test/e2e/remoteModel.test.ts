/** Models that lie in S3 or behind an address: the same results as the file, and workers that never see where it came from. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { cliEntry, root } from '../../scripts/lib/paths.mjs';
import type { RunFile } from '../../src/storage/runFile.ts';
import { camline } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { startModelServer } from '../support/modelServer.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const images = 3;
const goldens = join(root, 'test/fixtures/goldens');
const models = [
  ['tfjs', 'model.json', filesBelow(join(root, 'test/fixtures/tf/keras_vgg/graph'))],
  [
    'onnx',
    'mini_resnet.dynamo.onnx',
    new Map(
      ['mini_resnet.dynamo.onnx', 'mini_resnet.dynamo.onnx.data'].map((name) => [
        name,
        readFileSync(join(goldens, name)),
      ]),
    ),
  ],
] as const;
const local = {
  tfjs: join(root, 'test/fixtures/tf/keras_vgg/graph/model.json'),
  onnx: join(goldens, 'mini_resnet.dynamo.onnx'),
};

const runFile = (folder: string): RunFile =>
  JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
const request = (model: string, to: string) =>
  ['photos', '--model', model, '--card', 'keras-tf', '--to', to, '--run', 'one', '--shard', '2'] as const;

const cwd = sharedFolder();
beforeAll(async () => {
  await makePhotos(join(cwd, 'photos'), numbered(images));
  for (const [engine] of models) {
    const told = await camline(['run', ...request(local[engine], `own-${engine}`)], { cwd });
    if (told.exitCode !== 0) throw new Error(told.stderr);
  }
});

test.each(models)('%s: an address that is allowed', async (engine, name, files) => {
  const server = await startModelServer(
    Object.fromEntries([...files].map(([file, bytes]) => [`/m/${file}`, bytes])),
  );
  const address = `${server.url}/m/${name}`;
  const ask = (...args: readonly string[]) =>
    camline(args, { cwd, env: { CAMLINE_PRIVATE_MODEL_URLS: server.url } });
  const told = await ask('run', ...request(`${address}?token=s3cret`, `url-${engine}`));
  expect(told, told.stderr).toMatchObject({ exitCode: 0 });
  const [fetched, own] = ['url', 'own'].map((to) => join(cwd, `${to}-${engine}`, 'runs/one')) as [
    string,
    string,
  ];
  expectSameResults(filesBelow(fetched), filesBelow(own), images);
  expect(runFile(fetched).request.model).toMatchObject({
    path: address,
    sha256: runFile(own).request.model.sha256,
  });
  expect(readFileSync(join(fetched, 'run.json'), 'utf8')).not.toContain('s3cret');
  expect((await ask('layers', address)).stdout).toContain('taken when no layer is asked for');
  const sane = await ask('sanity', address, '--stages', '2', '--json');
  expect(JSON.parse(sane.stdout), sane.stderr).toMatchObject(
    engine === 'onnx' ? { model: address, images: 4 } : { error: { code: 'MODEL_UNSUPPORTED' } },
  );
  const refused = await camline(['layers', address], { cwd });
  expect(refused).toMatchObject({ exitCode: 2 });
  expect(refused.stderr).toMatch(/CAMLINE_MODEL_URLS=http.*\[CONFIG_INVALID\]/);
});

test('an audit of a model behind an address is scheduled: the night fetches it', async () => {
  const audit =
    'name: far\nsource: photos\nto: out\nmodel: https://models.example/net.onnx\n' +
    'schedule: { cron: "0 3 * * *" }\n';
  writeFileSync(join(cwd, 'far.yaml'), audit);
  const told = await camline(['audit', 'schedule', 'far.yaml'], { cwd });
  expect(told, told.stderr).toMatchObject({ exitCode: 0 });
  expect(told.stdout).toMatch(/^audit far is due at .* 03:00 UTC next$/);
});

const missing = radosgwMissing() ?? redisMissing();
describe.skipIf(missing !== undefined)(`in S3${missing === undefined ? '' : ` (${missing})`}`, () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await S3Server.start('models');
  });
  afterAll(() => s3?.stop());

  test('enqueued from a bucket, worked off elsewhere', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const env = { ...s3.env(), CAMLINE_REDIS_URL: redis.url, HOME: cwd };
    for (const [engine, name, files] of models) {
      for (const [file, bytes] of files) await s3.put('models', `${engine}/v1/${file}`, bytes);
      const asked = engine === 'tfjs' ? 's3://models/tfjs/v1' : `s3://models/onnx/v1/${name}`;
      const told = await camline(['enqueue', ...request(asked, `s3-${engine}`), '--detach'], { cwd, env });
      expect(told, told.stderr).toMatchObject({ exitCode: 0 });
    }
    const worker = execa(process.execPath, [cliEntry, 'worker'], {
      cwd,
      env: { ...env, CAMLINE_HOME: 'elsewhere', CAMLINE_S3_ENDPOINT: 'http://127.0.0.1:9' },
      reject: false,
      stdin: 'ignore',
    });
    const runOf = (to: string): string => join(cwd, to, 'runs/one');
    try {
      const areFinished = (): boolean =>
        models.every(([engine]) => runFile(runOf(`s3-${engine}`)).finished !== null);
      await vi.waitUntil(areFinished, { timeout: 90_000, interval: 250 });
    } finally {
      worker.kill('SIGTERM');
      await worker;
    }
    for (const [engine, name, files] of models) {
      const fetched = runOf(`s3-${engine}`);
      expectSameResults(filesBelow(fetched), filesBelow(runOf(`own-${engine}`)), images);
      const { path, sha256 } = runFile(fetched).request.model;
      expect(path).toBe(`s3://models/${engine}/v1/${name}`);
      expect(readdirSync(join(cwd, 'elsewhere/models', sha256)).sort()).toEqual([...files.keys()].sort());
    }
  });

  test('the newest model of a prefix is audited', async () => {
    await s3.put('models', 'nightly/a.onnx', 'no model at all');
    for (const [file, bytes] of models[0][2]) await s3.put('models', `nightly/new/${file}`, bytes);
    const audit =
      'name: a\nsource: photos\nto: out\nmodel: { latest: "s3://models/nightly/" }\ncard: keras-tf\n' +
      'metrics: [confidence]\nnoise: { images: 0 }\n';
    writeFileSync(join(cwd, 'audit.yaml'), audit);
    const { exitCode, stdout } = await camline(['audit', 'run', 'audit.yaml', '--json'], {
      cwd,
      env: s3.env(),
    });
    expect(exitCode, stdout).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ model: { path: 's3://models/nightly/new/model.json' } });
  });
});
