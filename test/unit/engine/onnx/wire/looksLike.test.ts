/** Files that are no ONNX models: each is called what it is, with the way to one. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { failure } from '../../../../support/failure.ts';
import { saveBytes, tinyClassifier } from '../../../../support/onnxModel.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A local file header of a zip archive with one stored entry. */
const zip = (name: string): Uint8Array =>
  latin1(
    `PK\x03\x04\x00\x00\x08\x08${'\0'.repeat(18)}${String.fromCharCode(name.length)}\0\0\0${name}content`,
  );

const safetensors = (header: string): Uint8Array => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(16)]);
};

const tar = Buffer.alloc(1024);
tar.write('net.onnx');
tar.write('ustar', 257);

test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(), 'an empty file'],
  ['<!DOCTYPE html><html>404</html>', latin1('\n <!DOCTYPE html><html>404</html>'), 'a web page'],
  ['an LFS pointer', latin1('version https://git-lfs.github.com/spec/v1\noid sha256:0'), 'git lfs pull'],
  ['torch.save', zip('archive/data.pkl'), 'torch.onnx.export('],
  ['an old torch.save', latin1('\x80\x02\x8a\nl\xfc\x9cF'), 'a Python pickle'],
  ['Keras 3', zip('metadata.json config.json'), 'a Keras file (.keras)'],
  ['a zip archive', zip('net.onnx'), 'Unpack it'],
  [
    'safetensors',
    safetensors('{"fc.weight":{"dtype":"F32"}}'),
    'safetensors, which hold weights without the network',
  ],
  ['HDF5', latin1('\x89HDF\r\n\x1a\n\0\0'), 'HDF5 (Keras, .h5)'],
  ['TensorFlow Lite', latin1('\x1c\0\0\0TFL3\0\0'), '--tflite'],
  ['ONNX Runtime', latin1('\x1c\0\0\0ORTM\0\0'), "ONNX Runtime's own format"],
  ['GGUF', latin1('GGUF\x03\0\0\0'), 'GGUF'],
  ['NumPy', latin1('\x93NUMPY\x01\0'), 'a NumPy array'],
  ['gzip', latin1('\x1f\x8b\x08\0\0'), 'a compressed archive'],
  ['tar', tar, 'a tar archive'],
  ['a photograph', latin1('\xff\xd8\xff\xe0\0\x10JFIF'), 'an image'],
  ['TensorFlow.js', latin1('{\n  "modelTopology": {}}'), 'JSON'],
  ['XML', latin1('<?xml version="1.0"?>\n<net name="x">'), 'OpenVINO'],
  [
    'a TensorFlow graph',
    latin1('\n\x2c\n\x05input\x12\x0bPlaceholder*\x0b\n\x05dtype\x12\x020\x01'),
    'tf2onnx.convert',
  ],
  ['zeros', new Uint8Array(5000), 'nothing but zeros'],
  ['a text', latin1('hello, I am a text file\n'), 'looks like text'],
])('%s', async (_what, bytes, message) => {
  const error = await failure(async () => readModel(await saveBytes(bytes)));
  expect(error.code).toBe('MODEL_INVALID');
  expect(error.message).toContain('is no valid ONNX model: it looks like ');
  expect(error.message).toContain(message);
});

test('a model that was cut short is not called something else', async () => {
  const bytes = tinyClassifier(1).encode();
  const { message } = await failure(async () => readModel(await saveBytes(bytes.subarray(0, 300))));
  expect(message).toContain('is no valid ONNX model: its bytes are cut short');
});

test('a folder is told, with the models in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'camline-'));
  expect((await failure(() => readModel(folder))).message).toContain('name the .onnx file in it (none)');
  await writeFile(join(folder, 'net.onnx'), '');
  await mkdir(join(folder, 'images'));
  const { code, message } = await failure(() => readModel(folder));
  expect(code).toBe('MODEL_NOT_FOUND');
  expect(message).toContain('it is a folder; name the .onnx file in it (net.onnx)');
});

test('a device, which might never end, is not read', async () => {
  expect(await failure(() => readModel('/dev/zero'))).toEqual({
    code: 'MODEL_NOT_FOUND',
    message: expect.stringContaining('it is no regular file') as string,
  });
});
