import { copyFile, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TensorProto_DataType as DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { failure } from '../../../../support/failure.ts';
import { protoModel } from '../../../../support/protoModel.ts';

const goldens = 'test/fixtures/goldens';

/** Where a tensor of two numbers lies: `location`, `offset`, `length` as the file writes them. */
type Entries = Readonly<Record<string, string>>;

const sumOf = (tensors: readonly Entries[]): Uint8Array =>
  protoModel({
    name: 'g',
    initializer: tensors.map((entries, index) => ({
      name: `c${index}`,
      dims: [2n],
      dataType: DataType.FLOAT,
      dataLocation: 1,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
    })),
    node: [{ opType: 'Sum', name: 'n', input: tensors.map((_, index) => `c${index}`), output: ['y'] }],
    output: [{ name: 'y' }],
  });

const floats = (...numbers: readonly number[]): Uint8Array =>
  new Uint8Array(new Float32Array(numbers).buffer);

/** A model beside some data files, a file one folder further up, and links that lead to both. */
async function withExternal(...tensors: readonly Entries[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'camline-'));
  const own = join(folder, 'model');
  await mkdir(join(own, 'deep'), { recursive: true });
  await writeFile(join(folder, 'outside.bin'), floats(8, 9));
  await writeFile(join(own, 'deep', 'inside.bin'), floats(1, 2));
  await writeFile(join(own, 'many.bin'), floats(0, 3, 4, 5, 6, 7));
  await symlink(join(folder, 'outside.bin'), join(own, 'link.bin'));
  await symlink(join('deep', 'inside.bin'), join(own, 'short.bin'));
  await writeFile(join(own, 'net.onnx'), sumOf(tensors));
  return join(own, 'net.onnx');
}

async function weightsOf(path: string): Promise<number[][]> {
  const { graph } = await readModel(path);
  return graph.nodes[0]!.inputs.map((value) => [
    ...new Float32Array(Uint8Array.from(value!.constant!.bytes).buffer),
  ]);
}

test('weights in many files, each at its own offset', async () => {
  const path = await withExternal(
    { location: 'many.bin', offset: '16', length: '8' },
    { location: 'deep/inside.bin' },
    { location: 'many.bin', offset: '4', length: '8' },
    { location: './deep/inside.bin', offset: '0' },
    { location: 'many.bin', offset: '16' },
    { location: 'short.bin', length: '8' },
  );
  expect(await weightsOf(path)).toEqual([
    [6, 7],
    [1, 2],
    [3, 4],
    [1, 2],
    [6, 7],
    [1, 2],
  ]);
  const { files } = (await readModel(path)).facts;
  expect(files).toEqual(['net.onnx', 'many.bin', 'deep/inside.bin', 'short.bin']);
});

test.each([
  '../outside.bin',
  'deep/../../outside.bin',
  '/etc/passwd',
  'link.bin',
  'a\0b',
  '',
  '.',
  'deep',
  'C:\\x.bin',
  '..\\outside.bin',
  '\\\\server\\share\\x.bin',
])('external data at %j is refused', async (location) => {
  const { code, message } = await failure(async () => readModel(await withExternal({ location })));
  expect(code).toBe('MODEL_EXTERNAL_DATA');
  expect(message).toContain(`names external data at ${JSON.stringify(location)}`);
  expect(message).toContain("Expected a file inside the model's own folder");
});

test.each([
  [
    'https://user:secret@models.example/net.data',
    '"https://***@models.example/net.data": URLs are not fetched',
  ],
  [
    's3://bucket/net.data',
    '"s3://bucket/net.data": URLs are not fetched. Download the file beside the model',
  ],
])('external data at the URL %s', async (location, told) => {
  const { code, message } = await failure(async () => readModel(await withExternal({ location })));
  expect(code).toBe('MODEL_EXTERNAL_DATA');
  expect(message).toContain(told);
  expect(message).not.toContain('secret');
});

test('external data that is not there', async () => {
  const { code, message } = await failure(async () =>
    readModel(await withExternal({ location: 'gone.bin' })),
  );
  expect(code).toBe('MODEL_EXTERNAL_DATA');
  expect(message).toContain('keeps weights in "gone.bin", which is not beside it. Copy that file');
});

test.each([
  [{ offset: '100', length: '8' }, 'at bytes 100 to 108 of "many.bin", which has 24 bytes'],
  [{ offset: '20', length: '8' }, 'at bytes 20 to 28 of "many.bin", which has 24 bytes'],
  [{ offset: '0', length: '9999999999999999999999' }, 'which has 24 bytes'],
  [{ offset: '9007199254740991', length: '9007199254740991' }, 'which has 24 bytes'],
  [{ offset: '-8', length: '8' }, 'at offset "-8", length "8" of'],
  [{ offset: '8', length: '-8' }, 'of "many.bin", which has 24 bytes'],
  [{ offset: '1.5', length: '8' }, 'of "many.bin", which has 24 bytes'],
  [{ offset: 'here', length: '8' }, 'at offset "here", length "8"'],
  [{ offset: '30' }, 'which has 24 bytes'],
])('a place beyond the file: %j', async (place, told) => {
  const path = await withExternal({ location: 'many.bin', ...place });
  const { code, message } = await failure(() => readModel(path));
  expect(code).toBe('MODEL_EXTERNAL_DATA');
  expect(message).toContain(told);
  expect(message).not.toContain('NaN');
});

test('a place whose length is not that of the tensor', async () => {
  const path = await withExternal({ location: 'many.bin', offset: '0', length: '12' });
  const { code, message } = await failure(() => readModel(path));
  expect(code).toBe('MODEL_INVALID');
  expect(message).toContain('tensor "c0" of shape [2] needs 8 bytes and has 12');
});

test('a model reached through a link to its folder is inside its folder', async () => {
  const path = await withExternal({ location: 'deep/inside.bin' });
  const linked = `${dirname(path)}-linked`;
  await symlink(dirname(path), linked);
  expect(await weightsOf(join(linked, 'net.onnx'))).toEqual([[1, 2]]);
});

test('external data cut short, or of another model, is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'camline-'));
  const path = join(folder, 'mini_vgg.dynamo.onnx');
  await copyFile(join(goldens, 'mini_vgg.dynamo.onnx'), path);
  const missing = await failure(() => readModel(path));
  expect(missing.message).toContain('Copy that file into the same folder');
  const whole = await readFile(join(goldens, 'mini_vgg.dynamo.onnx.data'));
  await writeFile(`${path}.data`, whole.subarray(0, 5000));
  const short = await failure(() => readModel(path));
  expect(short.code).toBe('MODEL_EXTERNAL_DATA');
  expect(short.message).toContain('which has 5000 bytes');
});
