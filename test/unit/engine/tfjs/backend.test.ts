import { expect, test } from 'vitest';
import { chooseBackend } from '../../../../src/engine/tfjs/backend.ts';

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
