/** TensorFlow.js models through every command that runs them: a layers model and a graph model. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { cliEntry, root } from '../../scripts/lib/paths.mjs';
import type { Night } from '../../src/audit/nights/night.ts';
import type { RunFile } from '../../src/storage/runFile.ts';
import { camline } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { expectSameResults, filesBelow } from '../support/results.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const images = 3;
const methods = 'gradcam,scorecam';
const tfjs = { name: 'tfjs', version: expect.stringMatching(/^4\./) as string };
const device = expect.stringMatching(/^(wasm|libtensorflow)/) as string;

describe.each([
  ['layers model', 'keras_resnet/layers'],
  ['graph model', 'keras_mobilenet/graph'],
])('%s', (_format, fixture) => {
  const cwd = sharedFolder();
  const request = ['--model', 'net', '--card', 'keras-tf', '--methods', methods, '--shard', '1'];
  const run = (...more: readonly string[]) =>
    camline(['run', 'photos', ...request, '--to', 'out', ...more], { cwd });
  const runFile = (): RunFile =>
    JSON.parse(readFileSync(join(cwd, 'out/runs/one/run.json'), 'utf8')) as RunFile;

  beforeAll(async () => {
    cpSync(join(root, 'test/fixtures/tf', fixture), join(cwd, 'net'), { recursive: true });
    await makePhotos(join(cwd, 'photos'), numbered(images));
    const told = await run('--run', 'one', '--metrics', 'confidence', '--log-file', 'one.jsonl');
    if (told.exitCode !== 0) throw new Error(told.stderr);
  });

  test('run: record, timings and log name backend and version', () => {
    const { engine, finished, request: asked } = runFile();
    expect(engine).toEqual({ ...tfjs, device });
    expect(finished).toMatchObject({ ok: images, failed: 0 });
    expect(asked.model.path).toBe(join(cwd, 'net/model.json'));
    const timings = readFileSync(join(cwd, 'out/runs/one/timings/shard-00000.json'), 'utf8');
    const computed = { engine: `tfjs ${engine.version}`, device: engine.device };
    expect(JSON.parse(timings)).toMatchObject(computed);
    const log = readFileSync(join(cwd, 'one.jsonl'), 'utf8').trim().split('\n');
    const lines = log.map((line) => JSON.parse(line) as { msg: string });
    expect(lines.find(({ msg }) => msg === 'run started')).toMatchObject({ engine });
    const shards = lines.filter(({ msg }) => msg === 'shard done');
    expect(shards).toHaveLength(images);
    for (const shard of shards) expect(shard).toMatchObject(computed);
  });

  test('evaluate ranks the methods of the run', async () => {
    const { stdout, exitCode } = await camline(['evaluate', 'out/runs/one', '--json'], { cwd });
    expect(exitCode).toBe(0);
    const { rankings } = JSON.parse(stdout) as { rankings: { methods: { method: string }[] }[] };
    expect(rankings[0]!.methods.map(({ method }) => method).sort()).toEqual(methods.split(',').sort());
  });

  test('audit: a second night of the same model passes; the newest of a folder is meant', async () => {
    mkdirSync(join(cwd, 'models'));
    cpSync(join(cwd, 'net'), join(cwd, 'models/v1'), { recursive: true });
    const audit = {
      name: 'nightly',
      source: 'photos',
      to: 'audited',
      model: { latest: 'models' },
      card: 'keras-tf',
      metrics: ['confidence'],
      noise: { images: 2 },
    };
    writeFileSync(join(cwd, 'audit.yaml'), stringify(audit));
    const night = async (): Promise<{ exitCode: number | undefined; night: Night; stderr: string }> => {
      const { exitCode, stdout, stderr } = await camline(['audit', 'run', 'audit.yaml', '--json'], { cwd });
      return { exitCode, night: JSON.parse(stdout) as Night, stderr };
    };
    expect(await night()).toMatchObject({ exitCode: 4, night: { outcome: 'no-baseline' } });
    expect(await night()).toMatchObject({ exitCode: 0, night: { outcome: 'pass', explained: images } });
  });

  const missing = redisMissing();
  describe.skipIf(missing !== undefined)(`on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis?.stop());

    test('two workers without the model give the bytes of one, and take it by its hash', async () => {
      const env = { CAMLINE_REDIS_URL: redis.url, HOME: cwd, CAMLINE_ENGINE_THREADS: '1' };
      const asked = [...request, '--metrics', 'confidence', '--to', 'shared', '--run', 'one', '--detach'];
      expect(await camline(['enqueue', 'photos', ...asked], { cwd, env })).toMatchObject({ exitCode: 0 });
      rmSync(join(cwd, 'net'), { recursive: true });
      const workers = [1, 2].map((number) =>
        execa(process.execPath, [cliEntry, 'worker', '--log-file', `worker${number}.jsonl`], {
          cwd,
          env: { ...env, CAMLINE_HOME: `home${number}` },
          reject: false,
          stdin: 'ignore',
        }),
      );
      const shared = join(cwd, 'shared/runs/one');
      try {
        const isFinished = (): boolean =>
          (JSON.parse(readFileSync(join(shared, 'run.json'), 'utf8')) as RunFile).finished !== null;
        await vi.waitUntil(isFinished, { timeout: 120_000, interval: 250 });
      } finally {
        for (const worker of workers) worker.kill('SIGTERM');
        expect((await Promise.all(workers)).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      }
      const kinds = methods.split(',').length;
      expectSameResults(filesBelow(shared), filesBelow(join(cwd, 'out/runs/one')), 2 * kinds * images);
      const { sha256 } = runFile().request.model;
      const fetched = [1, 2]
        .map((number) => join(cwd, `home${number}/models`, sha256))
        .filter((folder) => existsSync(folder));
      expect(fetched.length).toBeGreaterThan(0);
      for (const folder of fetched) expect(readdirSync(folder)).toContain('model.json');
      const logs = [1, 2].map((number) => readFileSync(join(cwd, `worker${number}.jsonl`), 'utf8')).join('');
      expect(logs).toContain(`"engine":"tfjs ${runFile().engine.version}"`);
    });
  });
});

test('--device cuda is refused where TensorFlow.js has no GPU', async () => {
  const cwd = temporaryFolder();
  const model = join(root, 'test/fixtures/tf/keras_vgg/layers');
  const photo = join(root, 'samples/chelsea.jpg');
  const asked = ['explain', photo, '--model', model, '--device', 'cuda'];
  expect(await camline(asked, { cwd })).toMatchObject({
    exitCode: 5,
    stderr: expect.stringMatching(/TensorFlow\.js has no GPU here.*\[DEVICE_MISSING\]/) as string,
  });
});
