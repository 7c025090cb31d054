import { expect, test } from 'vitest';
import { askedOnce, chooseDevice, whyNot } from '../../../../../src/engine/onnx/sessions/chooseDevice.ts';

const none = (): Promise<string> => Promise.resolve('the driver is missing');
const all = (): Promise<null> => Promise.resolve(null);

test('auto takes the first NVIDIA GPU, else the CPU with one line that says why', async () => {
  expect(await chooseDevice('auto', all)).toEqual({ device: 'cuda:0', note: null });
  expect(await chooseDevice('auto', none)).toEqual({
    device: 'cpu',
    note: 'Computing on the CPU; no cuda:0: the driver is missing.',
  });
});

test('what was asked for is taken or refused, never replaced', async () => {
  expect(await chooseDevice('cuda', all)).toEqual({ device: 'cuda:0', note: null });
  expect(await chooseDevice('cuda:3', all)).toEqual({ device: 'cuda:3', note: null });
  for (const [wanted, remedy] of [
    ['cuda:3', /cuda:3.*driver is missing.*npm rebuild onnxruntime-node.*--device cpu/],
    ['webgpu', /webgpu.*driver is missing.*Vulkan.*--device cpu/],
    ['coreml', /coreml.*driver is missing.*macOS.*--device cpu/],
    ['directml', /directml.*driver is missing.*DirectX 12.*--device cpu/],
  ] as const) {
    await expect(chooseDevice(wanted, none)).rejects.toMatchObject({
      code: 'DEVICE_MISSING',
      message: expect.stringMatching(remedy) as string,
    });
  }
});

test('a device that computed is tried once; one that did not is tried again', async () => {
  const tried: string[] = [];
  const probe = askedOnce((device) => {
    tried.push(device);
    return Promise.resolve(device === 'cuda:1' ? 'the driver is missing' : null);
  });
  for (const device of ['cuda:0', 'cuda:1', 'cuda:0', 'cuda:1', 'webgpu', 'cuda:0'] as const)
    expect(await probe(device)).toBe(device === 'cuda:1' ? 'the driver is missing' : null);
  expect(tried).toEqual(['cuda:0', 'cuda:1', 'cuda:1', 'webgpu']);
});

test('the CPU is not tried', async () => {
  const never = (): Promise<string> => Promise.reject(new Error('tried'));
  expect(await chooseDevice('cpu', never)).toEqual({ device: 'cpu', note: null });
});

test.each([
  [
    'Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcudart.so.13: cannot open shared object file: No such file',
    {},
    'the library libcudart.so.13 is not installed, or not on LD_LIBRARY_PATH',
  ],
  [
    'noise\nfailed: ONNX Runtime cannot load the graph:\n  no adapter.',
    {},
    'ONNX Runtime cannot load the graph: no adapter',
  ],
  ['', { signal: 'SIGSEGV' as const }, 'the process that tried it ended with SIGSEGV'],
  ['', { code: 1 }, 'the process that tried it ended with code 1'],
])('why a device is not there: %j %j', (stderr, error, why) => {
  expect(whyNot(stderr, error)).toBe(why);
});

test.skipIf(process.platform === 'darwin')('a device of another system is not tried', async () => {
  await expect(chooseDevice('coreml')).rejects.toMatchObject({
    code: 'DEVICE_MISSING',
    message: expect.stringContaining(
      `on darwin alone, this is ${process.platform}. CoreML needs macOS.`,
    ) as string,
  });
});
