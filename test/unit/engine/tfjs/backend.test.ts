import { expect, test } from 'vitest';
import { chooseBackend } from '../../../../src/engine/tfjs/backend.ts';
import { backendFor } from '../../../../src/engine/tfjs/backendFor.ts';

const absent = (name: string): Promise<never> => {
  const error = Object.assign(new Error(`Cannot find package '${name}' imported from here`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  return Promise.reject(error);
};

test('without native packages it is WASM, with what would be faster', async () => {
  const chosen = await chooseBackend('auto', absent);
  expect(chosen).toMatchObject({ name: 'wasm', notes: [] });
  expect(chosen.device).toMatch(/^wasm/);
  expect(chosen.version).toMatch(/^4\./);
  expect(chosen.notInstalled).toEqual(['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']);
});

test('a native package whose binding is missing is passed over with one line', async () => {
  const broken = new Error(
    'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nPlease run npm rebuild',
  );
  const chosen = await chooseBackend('auto', (name) =>
    name.endsWith('gpu') ? absent(name) : Promise.reject(broken),
  );
  expect(chosen.name).toBe('wasm');
  expect(chosen.notes).toEqual([
    '@tensorflow/tfjs-node is installed but does not load: ' +
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x.',
  ]);
});

test('a package of its own that is missing something counts as installed', async () => {
  const chosen = await chooseBackend('auto', (name) =>
    absent(name.endsWith('gpu') ? name : '@mapbox/node-pre-gyp'),
  );
  expect(chosen.notes).toHaveLength(1);
  expect(chosen.notInstalled).toEqual(['@tensorflow/tfjs-node-gpu']);
});

test('BAD BACKEND - one that was asked for is never replaced', async () => {
  await expect(chooseBackend('node', absent)).rejects.toMatchObject({
    code: 'ENGINE_FAILED',
    message: expect.stringContaining('@tensorflow/tfjs-node is not installed') as string,
  });
});

test('BAD DEVICE - without a GPU none is replaced by the CPU', async () => {
  await expect(chooseBackend('gpu', absent)).rejects.toMatchObject({
    code: 'DEVICE_MISSING',
    message: expect.stringMatching(/has no GPU here.*tfjs-node-gpu is not installed.*--device cpu/) as string,
  });
});

test('the CPU alone: the package for GPUs is not even loaded', async () => {
  const loaded: string[] = [];
  const chosen = await chooseBackend('cpu', (name) => {
    loaded.push(name);
    return absent(name);
  });
  expect([chosen.name, loaded]).toEqual(['wasm', ['@tensorflow/tfjs-node']]);
});

test.each([
  ['auto', 'auto'],
  ['cpu', 'cpu'],
  ['cuda', 'gpu'],
  ['cuda:0', 'gpu'],
] as const)('device %s is backend %s', (device, backend) => {
  expect(backendFor(device)).toBe(backend);
});

test.each([
  ['coreml', /not computed on coreml.*auto, cpu or cuda/],
  ['webgpu', /not computed on webgpu.*auto, cpu or cuda/],
  ['cuda:3', /CUDA_VISIBLE_DEVICES=3/],
] as const)('BAD DEVICE - %s is refused', (device, message) => {
  expect(() => backendFor(device)).toThrow(message);
});
