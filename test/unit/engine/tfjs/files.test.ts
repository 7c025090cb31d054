import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { modelFile } from '../../../../src/config/modelFile.ts';
import { readModelFiles } from '../../../../src/engine/tfjs/file/readModelFiles.ts';
import { openTfjsEngine } from '../../../../src/engine/tfjs/tfjsEngine.ts';
import { maxDifference, readGolden } from '../../../support/golden.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { tfjsBackend, useTfjsBackend } from '../../../support/tfjsBackend.ts';

beforeAll(useTfjsBackend);

const fixtures = 'test/fixtures/tf';
const options = { batch: 8, chunk: 32, backend: tfjsBackend };

interface Json {
  modelTopology: unknown;
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; quantization?: object }[] }[];
}

/** A copy of keras_vgg's layers model (three shards, cut through a tensor) that `change` has spoilt. */
function spoilt(change: (json: Json, folder: string) => void): string {
  const folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  const from = `${fixtures}/keras_vgg/layers`;
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
  const path = join(folder, 'model.json');
  const json = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change(json, folder);
  writeFileSync(path, JSON.stringify(json));
  return path;
}

const open = (path: string): Promise<unknown> => openTfjsEngine(path, options);

test('files are told in the order of the manifest, and the hash is over all of them', async () => {
  const { files, bytes, sha256 } = await readModelFiles(`${fixtures}/keras_vgg/layers/model.json`);
  expect(files).toEqual(['model.json', ...[1, 2, 3].map((shard) => `group1-shard${shard}of3.bin`)]);
  const moved = spoilt((_json, folder) => {
    const path = join(folder, files[3]!);
    const changed = readFileSync(path);
    changed[100]! ^= 1;
    writeFileSync(path, changed);
  });
  expect(bytes).toBeGreaterThan(1e6);
  expect((await readModelFiles(moved)).sha256).not.toBe(sha256);
});

test.each(['uint8', 'uint16', 'float16'] as const)(
  'weights of %s are near those that they were made of',
  async (dtype) => {
    const path = spoilt((json, folder) => quantise(json, folder, dtype));
    const engine = await openTfjsEngine(path, options);
    const golden = readGolden(fixtures, 'keras_vgg');
    const { logits } = await engine.forward(golden.tensor('input'), []);
    const expected = golden.tensor('logits').data;
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(maxDifference(logits.data, expected) / largest).toBeLessThan(
      { uint8: 0.1, uint16: 2e-3, float16: 0.02 }[dtype],
    );
    await engine.close();
  },
);

test('BAD FILE - a shard that is missing, cut short, or outside the folder', async () => {
  const missing = spoilt((json) => (json.weightsManifest[0]!.paths[1] = 'gone.bin'));
  await expect(open(missing)).rejects.toMatchObject({
    code: 'MODEL_EXTERNAL_DATA',
    message: expect.stringContaining('gone.bin') as string,
  });
  const short = spoilt((_json, folder) => writeFileSync(join(folder, 'group1-shard2of3.bin'), 'short'));
  await expect(open(short)).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('cut short') as string,
  });
  const outside = spoilt((json) => (json.weightsManifest[0]!.paths[1] = '../../../etc/passwd'));
  await expect(open(outside)).rejects.toMatchObject({ code: 'MODEL_EXTERNAL_DATA' });
});

test.each([
  ['no JSON', 'nothing'],
  ['an empty object', '{}'],
  ['a list', '[]'],
  ['a topology of neither kind', '{"modelTopology":{},"weightsManifest":[]}'],
])('BAD FILE - %s', async (_title, text) => {
  const path = join(temporaryFolder(), 'model.json');
  writeFileSync(path, text);
  await expect(open(path)).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining(path) as string,
  });
});

test('BAD FILE - none at all, and a layer that is not known', async () => {
  await expect(open('nowhere/model.json')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  const unknown = spoilt((json) => {
    const text = JSON.stringify(json.modelTopology).replace('"MaxPooling2D"', '"MyPooling"');
    json.modelTopology = JSON.parse(text);
  });
  await expect(open(unknown)).rejects.toMatchObject({
    code: 'MODEL_UNSUPPORTED',
    message: expect.stringContaining('MyPooling') as string,
  });
});

test('a folder stands for its model.json; any other path is handed on', async () => {
  expect(await modelFile(`${fixtures}/keras_vgg/graph`)).toBe(join(fixtures, 'keras_vgg/graph/model.json'));
  expect(await modelFile('not/there.onnx')).toBe('not/there.onnx');
  expect(await modelFile(fixtures)).toBe(fixtures);
});

/** All weights into one shard of fewer bits, as the converter writes them. */
function quantise(json: Json, folder: string, dtype: 'uint8' | 'uint16' | 'float16'): void {
  const [group] = json.weightsManifest as [Json['weightsManifest'][number]];
  const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(folder, path))));
  const all = new Float32Array(Uint8Array.from(bytes).buffer);
  let start = 0;
  const parts = group.weights.map((weight) => {
    const end = start + weight.shape.reduce((product, dim) => product * dim, 1);
    const values = all.subarray(start, end);
    start = end;
    if (dtype === 'float16') {
      weight.quantization = { dtype };
      return Uint16Array.from(values, halfOf);
    }
    const least = values.reduce((low, value) => Math.min(low, value));
    const most = values.reduce((high, value) => Math.max(high, value));
    const scale = (most - least) / (dtype === 'uint8' ? 255 : 65535) || 1;
    weight.quantization = { dtype, scale, min: least };
    const numbers = Array.from(values, (value) => Math.round((value - least) / scale));
    return dtype === 'uint8' ? Uint8Array.from(numbers) : Uint16Array.from(numbers);
  });
  const whole = Buffer.concat(parts.map((part) => Buffer.from(part.buffer)));
  writeFileSync(join(folder, 'small.bin'), whole);
  group.paths = ['small.bin'];
}

/** float32 to float16, truncated: enough for weights around 1. */
function halfOf(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff);
}
