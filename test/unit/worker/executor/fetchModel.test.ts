import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { uploadModel } from '../../../../src/producer/uploadModel.ts';
import { directoryStore } from '../../../../src/storage/directoryStore.ts';
import { fetchModel } from '../../../../src/worker/executor/fetchModel.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const sha256 = 'ab'.repeat(32);
const files = ['net.onnx', 'weights/part.bin'];

/** A model of two files, uploaded; the path in the request is one that this machine does not have. */
async function uploaded() {
  const folder = temporaryFolder();
  const store = directoryStore(join(folder, 'store'));
  mkdirSync(join(folder, 'here', 'weights'), { recursive: true });
  for (const file of files) writeFileSync(join(folder, 'here', file), `bytes of ${file}`);
  await uploadModel(store, sha256, { folder: join(folder, 'here'), files });
  const model = { path: '/elsewhere/net.onnx', sha256 };
  return { store, model, cache: join(folder, 'cache') };
}

test('what was uploaded is fetched, external data in its folder', async () => {
  const { store, model, cache } = await uploaded();
  const path = await fetchModel(model, store, cache);
  expect(path).toBe(join(cache, sha256, 'net.onnx'));
  for (const file of files) {
    expect(readFileSync(join(cache, sha256, file), 'utf8')).toBe(`bytes of ${file}`);
  }
});

test('eight at once: one folder, nothing half-written beside it', async () => {
  const { store, model, cache } = await uploaded();
  const paths = await Promise.all(Array.from({ length: 8 }, () => fetchModel(model, store, cache)));
  expect(new Set(paths)).toEqual(new Set([join(cache, sha256, 'net.onnx')]));
  expect(readdirSync(cache)).toEqual([sha256]);
});

test('the same bytes under another name join what is there', async () => {
  const { store, model, cache } = await uploaded();
  const renamed = temporaryFolder();
  writeFileSync(join(renamed, 'other.onnx'), 'bytes of net.onnx');
  await fetchModel(model, store, cache);
  await uploadModel(store, sha256, { folder: renamed, files: ['other.onnx'] });
  const path = await fetchModel({ path: '/elsewhere/other.onnx', sha256 }, store, cache);
  expect(readFileSync(path, 'utf8')).toBe('bytes of net.onnx');
  expect(readdirSync(join(cache, sha256)).sort()).toEqual(['net.onnx', 'other.onnx', 'weights']);
});

test('what is in the cache is not fetched again', async () => {
  const { store, model, cache } = await uploaded();
  await fetchModel(model, store, cache);
  const empty = directoryStore(temporaryFolder());
  expect(await fetchModel(model, empty, cache)).toBe(join(cache, sha256, 'net.onnx'));
});

test('a store without a copy: an error that says how one gets there, and no folder that looks like a model', async () => {
  const { model, cache } = await uploaded();
  const empty = directoryStore(temporaryFolder());
  await expect(fetchModel(model, empty, cache)).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message: expect.stringContaining('camline enqueue') as string,
  });
  expect(readdirSync(cache)).toEqual([]);
});
