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

const request = ['--model', 'net', '--card', 'keras-tf', '--methods', methods, '--shard', '1'];
const asked = ['photos', ...request, '--metrics', 'confidence', '--run', 'one'];

const home = sharedFolder();
const formats = (
  [
    ['layers model', 'keras_resnet/layers'],
    ['graph model', 'keras_mobilenet/graph'],
  ] as const
).map(([format, fixture]) => ({ format, fixture, cwd: join(home, format) }));

const runFile = (folder: string): RunFile =>
  JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
/** What each format's folder has of `camline run`. */
const ownRun = (cwd: string): string => join(cwd, 'out/runs/one');

beforeAll(async () => {
  for (const { fixture, cwd } of formats) {
    cpSync(join(root, 'test/fixtures/tf', fixture), join(cwd, 'net'), { recursive: true });
    await makePhotos(join(cwd, 'photos'), numbered(images));
    const told = await camline(['run', ...asked, '--to', 'out', '--log-file', 'one.jsonl'], { cwd });
    if (told.exitCode !== 0) throw new Error(told.stderr);
  }
});

describe.each(formats.map(({ format, cwd }) => [format, cwd] as const))('%s', (_format, cwd) => {
  test('run: record, timings and log name backend and version', () => {
    const { engine, finished, request: wanted } = runFile(ownRun(cwd));
    expect(engine).toEqual({ ...tfjs, device });
    expect(finished).toMatchObject({ ok: images, failed: 0 });
    expect(wanted.model.path).toBe(join(cwd, 'net/model.json'));
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
});

const missing = redisMissing();
describe.skipIf(missing !== undefined)(`on Redis${missing === undefined ? '' : ` (${missing})`}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  test('two workers without the models give the bytes of one, and take each by its hash', async () => {
    const env = { CAMLINE_REDIS_URL: redis.url, HOME: home, CAMLINE_ENGINE_THREADS: '1' };
    for (const { cwd } of formats) {
      const told = await camline(['enqueue', ...asked, '--to', 'shared', '--detach'], { cwd, env });
      expect(told).toMatchObject({ exitCode: 0 });
      rmSync(join(cwd, 'net'), { recursive: true });
    }
    const workers = [1, 2].map((number) =>
      execa(process.execPath, [cliEntry, 'worker', '--log-file', `worker${number}.jsonl`], {
        cwd: home,
        env: { ...env, CAMLINE_HOME: `home${number}` },
        reject: false,
        stdin: 'ignore',
      }),
    );
    const sharedRun = (cwd: string): string => join(cwd, 'shared/runs/one');
    try {
      const areFinished = (): boolean =>
        formats.every(({ cwd }) => runFile(sharedRun(cwd)).finished !== null);
      await vi.waitUntil(areFinished, { timeout: 120_000, interval: 250 });
    } finally {
      for (const worker of workers) worker.kill('SIGTERM');
      expect((await Promise.all(workers)).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    }
    const kinds = methods.split(',').length;
    const logs = [1, 2].map((number) => readFileSync(join(home, `worker${number}.jsonl`), 'utf8')).join('');
    for (const { cwd } of formats) {
      expectSameResults(filesBelow(sharedRun(cwd)), filesBelow(ownRun(cwd)), 2 * kinds * images);
      const { request: wanted, engine } = runFile(ownRun(cwd));
      const fetched = [1, 2]
        .map((number) => join(home, `home${number}/models`, wanted.model.sha256))
        .filter((folder) => existsSync(folder));
      expect(fetched.length).toBeGreaterThan(0);
      for (const folder of fetched) expect(readdirSync(folder)).toContain('model.json');
      expect(logs).toContain(`"engine":"tfjs ${engine.version}"`);
    }
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
