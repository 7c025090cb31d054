import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptNetwork } from '../../../../../src/engine/onnx/cache/networkFiles.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { PreparedModel } from '../../../../../src/engine/onnx/passes/preparedModel.ts';
import { encodeModel } from '../../../../../src/engine/onnx/wire/encodeModel.ts';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { temporaryFolder } from '../../../../support/temporaryFolder.ts';

const goldens = 'test/fixtures/goldens';
const models = readdirSync(goldens).filter((name) => name.endsWith('.onnx'));
const resnet = join(goldens, 'mini_resnet.onnx');

const prepared = (path: string, cache: string | null): Promise<PreparedModel> =>
  prepareModel(path, { threads: 2, cache });

/** All that a model is to the engine. */
const everything = ({ graph, layers, facts, file }: PreparedModel) => ({
  bytes: Buffer.from(encodeModel(graph, 20)).toString('base64'),
  shapes: graph.nodes.flatMap((node) => node.outputs.map(({ name, type, shape }) => ({ name, type, shape }))),
  scopes: graph.nodes.map(({ name, scopes }) => ({ name, scopes })),
  layers: layers.all,
  fallback: layers.resolve(undefined),
  facts,
  file,
});

test.each(models)('%s is the same from the cache as from its file', async (name) => {
  const cache = temporaryFolder();
  const path = join(goldens, name);
  const made = everything(await prepared(path, cache));
  const [file] = readdirSync(cache);
  // Weights stay in the model's own file.
  expect(readFileSync(join(cache, file!)).length).toBeLessThan(400_000);
  expect(everything(await prepared(path, cache))).toEqual(made);
});

test('what is kept is used: settling is not done again', async () => {
  const cache = temporaryFolder();
  await prepared(resnet, cache);
  const { graph, facts } = await readModel(resnet);
  const key = { folder: cache, sha256: facts.sha256, output: null, size: null };
  const refuse = () => Promise.reject(new Error('settled again'));
  await expect(keptNetwork(key, graph, refuse)).resolves.toBeDefined();
  await expect(keptNetwork({ ...key, sha256: 'another' }, graph, refuse)).rejects.toThrow('settled again');
  await expect(keptNetwork({ ...key, output: 'another' }, graph, refuse)).rejects.toThrow('settled again');
  await expect(keptNetwork({ ...key, size: [8, 8] }, graph, refuse)).rejects.toThrow('settled again');
  await expect(keptNetwork({ ...key, folder: null }, graph, refuse)).rejects.toThrow('settled again');
});

/** Rejects where the network is not in the cache. */
async function fromCache(folder: string): Promise<unknown> {
  const { graph, facts } = await readModel(resnet);
  const key = { folder, sha256: facts.sha256, output: null, size: null };
  return keptNetwork(key, graph, () => Promise.reject(new Error('settled again')));
}

const flipped = (bytes: Buffer, at: number): Buffer => {
  bytes[at]! ^= 1;
  return bytes;
};
const damage: Readonly<Record<string, (path: string) => void>> = {
  'one bit of it is flipped': (path) => writeFileSync(path, flipped(readFileSync(path), 1000)),
  'its seal is flipped': (path) => writeFileSync(path, flipped(readFileSync(path), 3)),
  'it is cut': (path) => writeFileSync(path, readFileSync(path).subarray(0, 2000)),
  'it is empty': (path) => writeFileSync(path, ''),
  'others may write it': (path) => chmodSync(path, 0o666),
};

test.each(Object.keys(damage))('a kept file is made again where %s', async (kind) => {
  const cache = temporaryFolder();
  const made = everything(await prepared(resnet, cache));
  const path = join(cache, readdirSync(cache)[0]!);
  damage[kind]!(path);
  await expect(fromCache(cache)).rejects.toThrow('settled again');
  expect(everything(await prepared(resnet, cache))).toEqual(made);
  await expect(fromCache(cache)).resolves.toBeDefined();
});

test('a folder that cannot be written to costs time and nothing else', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(prepared(resnet, join(file, 'folder'))).resolves.toBeDefined();
});
