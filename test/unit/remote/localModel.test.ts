import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readModelCard } from '../../../src/config/readModelCard.ts';
import { readModel } from '../../../src/engine/onnx/wire/readModel.ts';
import { readModelFiles } from '../../../src/engine/tfjs/file/readModelFiles.ts';
import { localModel } from '../../../src/remote/localModel.ts';
import { startModelServer, type ModelServer } from '../../support/modelServer.ts';
import { filesBelow } from '../../support/results.ts';
import { useTfjsBackend } from '../../support/tfjsBackend.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const vgg = 'test/fixtures/tf/keras_vgg/layers';
const goldens = 'test/fixtures/goldens';
const card = {
  input: { width: 96, height: 96 },
  resize: { rule: 'exact', size: 96, filter: 'bilinear' },
  crop: 'none',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  labels: 'names.txt',
};

beforeAll(useTfjsBackend);
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Serves the files of a folder below /m/, which is allowed. */
async function serving(
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<ModelServer & { readonly cache: string }> {
  const answers = [...files].map(([name, bytes]) => [`/m/${name}`, bytes] as const);
  const server = await startModelServer(Object.fromEntries(answers));
  vi.stubEnv('CAMLINE_PRIVATE_MODEL_URLS', `${server.url}/m`);
  return { ...server, cache: join(temporaryFolder(), 'models') };
}

const vggFiles = () => new Map<string, Uint8Array | string>(filesBelow(vgg));

test('a model.json with its shards and its card, into a folder named by the hash that the engine finds', async () => {
  const { url, cache, asked } = await serving(
    vggFiles().set('model.card.json', JSON.stringify(card)).set('names.txt', 'a\nb'),
  );
  const { path, origin } = await localModel(`${url}/m/?token=s3cret`, cache);
  const { sha256, files } = await readModelFiles(path);
  expect(path).toBe(join(cache, sha256, 'model.json'));
  expect(sha256).toBe((await readModelFiles(`${vgg}/model.json`)).sha256);
  expect(origin).toBe(`${url}/m/model.json`);
  expect(readdirSync(join(cache, sha256)).sort()).toEqual([...files, 'model.card.json', 'names.txt'].sort());
  expect(readdirSync(cache)).toEqual([sha256]);
  expect((await readModelCard({ modelPath: path })).card.labels).toEqual(['a', 'b']);
  expect(asked.slice(0, 4)).toEqual(files.map((file) => `/m/${file}?token=s3cret`));
});

test('an ONNX file with its weights beside it, by the hash that is given', async () => {
  const names = ['mini_resnet.dynamo.onnx', 'mini_resnet.dynamo.onnx.data'];
  const files = new Map(names.map((name) => [name, readFileSync(join(goldens, name))]));
  const { url, cache } = await serving(files);
  const { sha256 } = (await readModel(join(goldens, names[0]!))).facts;
  const { path } = await localModel(`${url}/m/${names[0]}#sha256=${sha256}`, cache);
  expect((await readModel(path)).facts).toMatchObject({ sha256, files: names });
});

test('fetched again: a damaged copy gives way, a card that is gone goes', async () => {
  const { url, cache, answers } = await serving(vggFiles().set('config.json', '{}'));
  const { path } = await localModel(`${url}/m/model.json`, cache);
  const folder = join(path, '..');
  expect(readdirSync(folder)).toContain('config.json');
  const shard = join(folder, 'group1-shard2of3.bin');
  writeFileSync(shard, 'damaged');
  answers.delete('/m/config.json');
  expect((await localModel(`${url}/m/model.json`, cache)).path).toBe(path);
  expect(readdirSync(folder).sort()).toEqual(readdirSync(vgg).sort());
  const [mended, whole] = [shard, join(vgg, 'group1-shard2of3.bin')].map((file) => readFileSync(file));
  expect(Buffer.compare(mended!, whole!)).toBe(0);
});

test('pages in place of cards are none', async () => {
  const page = '<!doctype html><title>Not found</title>';
  const { url, cache } = await serving(vggFiles().set('model.card.json', page).set('config.json', page));
  const { path } = await localModel(`${url}/m/model.json`, cache);
  expect((await readModelCard({ modelPath: path })).warning).toBeDefined();
});

const withShards = (...paths: readonly string[]) => {
  const json = JSON.parse(readFileSync(`${vgg}/model.json`, 'utf8')) as object;
  return vggFiles().set('model.json', JSON.stringify({ ...json, weightsManifest: [{ paths, weights: [] }] }));
};

test.each<[string, ReadonlyMap<string, Uint8Array | string>, string, RegExp]>([
  ['nothing there', new Map(), 'MODEL_NOT_FOUND', /model\.json: there is nothing of that name/],
  ['a page', new Map([['model.json', '<html>']]), 'MODEL_INVALID', /^http:.*\/m\/model\.json is no valid/],
  ['a shard missing', withShards('gone.bin'), 'MODEL_EXTERNAL_DATA', /"gone\.bin", which is not beside/],
  ['a shard above', withShards('../up.bin'), 'MODEL_EXTERNAL_DATA', /inside the model's own folder/],
  ['a shard elsewhere', withShards('http://h/x.bin'), 'MODEL_EXTERNAL_DATA', /URLs are not fetched/],
])('BAD MODEL - %s: nothing is kept', async (_what, files, code, message) => {
  const { url, cache, asked } = await serving(files);
  const trying = localModel(`${url}/m/model.json`, cache);
  await expect(trying).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect(readdirSync(cache)).toEqual([]);
  expect(asked.every((path) => path.startsWith('/m/'))).toBe(true);
});

test('BAD MODEL - another hash', async () => {
  const { url, cache } = await serving(vggFiles());
  const trying = localModel(`${url}/m/model.json#sha256=${'0'.repeat(64)}`, cache);
  await expect(trying).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
  expect(readdirSync(cache)).toEqual([]);
});

test('BAD MODEL - no address is allowed unless it is named; user and password are refused', async () => {
  const { url, cache, asked } = await serving(vggFiles());
  const refused = { code: 'CONFIG_INVALID' };
  await expect(localModel(`${url}/other/model.json`, cache)).rejects.toMatchObject(refused);
  const withUser = `${url}/m/model.json`.replace('://', '://me:s3cret@');
  await expect(localModel(withUser, cache)).rejects.toMatchObject(refused);
  await expect(localModel(withUser, cache)).rejects.not.toThrow(/s3cret/);
  vi.stubEnv('CAMLINE_PRIVATE_MODEL_URLS', '');
  await expect(localModel(`${url}/m/model.json`, cache)).rejects.toMatchObject(refused);
  expect(asked).toEqual([]);
});

test('a path, also of a folder, is no address: it is where it is', async () => {
  const path = join(process.cwd(), vgg, 'model.json');
  expect(await localModel(vgg, '/nowhere')).toEqual({ path, origin: path });
});
