import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  TensorProtoSchema,
  TensorProto_DataType as DataType,
  type GraphProtoSchema,
  type NodeProtoSchema,
} from 'onnx-buf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CamlineError } from '../../../../../src/errors.ts';
import type { Graph } from '../../../../../src/engine/onnx/ir/graph.ts';
import { encodeModel } from '../../../../../src/engine/onnx/wire/encodeModel.ts';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { temporaryFolder } from '../../../../support/temporaryFolder.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder, saveBytes, tinyClassifier } from '../../../../support/onnxModel.ts';
import { protoModel } from '../../../../support/protoModel.ts';

const goldens = 'test/fixtures/goldens';

/** Everything that a graph says, with constants as hex. */
const described = ({ graph }: { readonly graph: Graph }): object => ({
  inputs: graph.inputs.map(({ name, type, shape }) => ({ name, type, shape })),
  outputs: graph.outputs.map(({ name }) => name),
  nodes: graph.nodes.map((node) => ({
    opType: node.opType,
    name: node.name,
    attributes: [...node.attributes].map(([key, attribute]) => [
      key,
      attribute.kind === 'graph' ? described({ graph: attribute.value }) : attribute,
    ]),
    outputs: node.outputs.map(({ name }) => name),
    inputs: node.inputs.map(
      (input) => input && [input.name, input.constant && Buffer.from(input.constant.bytes).toString('hex')],
    ),
  })),
});

test.each(['mini_resnet.onnx', 'mini_vgg.dynamo.onnx', 'mini_googlenet.onnx'])(
  '%s: read, written and read again is the same',
  async (name) => {
    const first = await readModel(join(goldens, name));
    const second = await readModel(await saveBytes(encodeModel(first.graph, first.facts.opset)));
    expect(described(second)).toEqual(described(first));
    expect(second.facts.opset).toBe(first.facts.opset);
  },
);

test('the hash covers the model and its external data', async () => {
  const path = join(goldens, 'mini_vgg.dynamo.onnx');
  const both = Buffer.concat([await readFile(path), await readFile(`${path}.data`)]);
  const { facts } = await readModel(path);
  expect(facts.sha256).toBe(createHash('sha256').update(both).digest('hex'));
  expect(facts).toMatchObject({ exporter: 'pytorch 2.14.1+cu130', opset: 20 });
  expect(facts.files).toEqual([basename(path), `${basename(path)}.data`]);
  expect(facts.inputs).toEqual([{ name: 'x', dims: [1, 3, 96, 96] }]);
});

test.each([
  [DataType.FLOAT, { floatData: [1.5, -2] }, new Float32Array([1.5, -2])],
  [DataType.DOUBLE, { doubleData: [1e300, -2] }, new Float64Array([1e300, -2])],
  [DataType.INT64, { int64Data: [2n ** 40n, -1n] }, new BigInt64Array([2n ** 40n, -1n])],
  [DataType.INT32, { int32Data: [7, -1] }, new Int32Array([7, -1])],
  [DataType.INT8, { int32Data: [7, -1] }, new Int8Array([7, -1])],
  [DataType.UINT8, { int32Data: [7, 255] }, new Uint8Array([7, 255])],
  [DataType.BOOL, { int32Data: [1, 0] }, new Uint8Array([1, 0])],
  [DataType.FLOAT16, { int32Data: [0x3c00, 0xc000] }, new Uint16Array([0x3c00, 0xc000])],
  [DataType.UINT32, { uint64Data: [7n, 2n ** 32n - 1n] }, new Uint32Array([7, 2 ** 32 - 1])],
  [DataType.UINT64, { uint64Data: [7n, 2n ** 64n - 1n] }, new BigUint64Array([7n, 2n ** 64n - 1n])],
])('values of data type %i outside raw_data', async (dataType, fields, expected) => {
  const tensor = create(TensorProtoSchema, { name: 'c', dims: [2n], dataType, ...fields });
  const { graph } = await readModel(await saveBytes(identityOf(tensor)));
  expect(Buffer.from(graph.find('c')!.constant!.bytes)).toEqual(Buffer.from(expected.buffer));
});

type TensorProto = ReturnType<typeof create<typeof TensorProtoSchema>>;

const identityOf = (tensor: TensorProto): Uint8Array =>
  protoModel({
    name: 'g',
    initializer: [tensor],
    node: [{ opType: 'Identity', name: 'n', input: ['c'], output: ['y'] }],
    output: [{ name: 'y' }],
  });

test('a file that is not there', async () => {
  const { code, message } = await failure(() => readModel('/nowhere/net.onnx'));
  expect(code).toBe('MODEL_NOT_FOUND');
  expect(message).toContain('/nowhere/net.onnx: no such file');
});

test('a folder in place of a file', async () => {
  const { code, message } = await failure(() => readModel(goldens));
  expect(code).toBe('MODEL_NOT_FOUND');
  expect(message).toMatch(
    /name the \.onnx file in it \(.*\.onnx.*\), or a folder with the model\.json of TensorFlow\.js/,
  );
});

test('weights of a TensorFlow.js model lead to the file beside them', async () => {
  const path = join(temporaryFolder(), 'group1-shard1of2.bin');
  await writeFile(path, new Uint8Array(64).fill(255));
  const { code, message } = await failure(() => readModel(path));
  expect(code).toBe('MODEL_INVALID');
  expect(message).toContain('a shard of weights of a TensorFlow.js model');
  expect(message).toContain('Name the model.json beside it.');
});

test.each(['hello, I am a text file\n'.repeat(40), '<html><body>404</body></html>', ''])(
  'no protobuf: %j',
  async (text) => {
    const { code, message } = await failure(async () => readModel(await saveBytes(Buffer.from(text))));
    expect(code).toBe('MODEL_INVALID');
    expect(message).toContain('is no valid ONNX model');
  },
);

test('cut short anywhere, or with a byte changed, a file never fails in another way than with a code', async () => {
  const whole = tinyClassifier({ perImage: 1 }).encode();
  const path = await saveBytes(whole);
  const outcome = async (bytes: Uint8Array): Promise<string> => {
    await writeFile(path, bytes);
    return readModel(path).then(
      () => 'read',
      (error: unknown) => (error instanceof CamlineError ? error.code : String(error)),
    );
  };
  const allowed = ['read', 'MODEL_INVALID', 'MODEL_UNSUPPORTED', 'MODEL_EXTERNAL_DATA'];
  const cut = fc.nat(whole.length - 1).map((length) => whole.subarray(0, length));
  const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => whole.with(at, byte));
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, changed), async (bytes) => {
      expect(allowed).toContain(await outcome(bytes));
    }),
    { numRuns: 300 },
  );
  for (let length = 0; length < whole.length - 10; length += 97) {
    expect(await outcome(whole.subarray(0, length)), `${length} bytes`).toBe('MODEL_INVALID');
  }
});

test('nodes in any order are sorted', async () => {
  const model = fromBinary(ModelProtoSchema, tinyClassifier(1).encode());
  const names = model.graph!.node.map(({ name }) => name);
  model.graph!.node.reverse();
  const { graph } = await readModel(await saveBytes(toBinary(ModelProtoSchema, model)));
  expect(graph.nodes.map(({ name }) => name)).toEqual(names);
});

test.each([
  ['two things make the tensor "/fc/Gemm:0"', (names: string[]) => (names[0] = '/fc/Gemm:0')],
  ['reads "/body/relu/Relu:0", which nothing makes', (names: string[]) => (names[1] = 'elsewhere')],
  ['nothing makes the output "/fc/Gemm:0"', (names: string[]) => (names[4] = 'elsewhere')],
])('a graph where %s', async (message, rename) => {
  const model = fromBinary(ModelProtoSchema, tinyClassifier(1).encode());
  const outputs = model.graph!.node.map(({ output }) => output[0]!);
  rename(outputs);
  model.graph!.node.forEach((node, index) => (node.output = [outputs[index]!]));
  const error = await failure(async () => readModel(await saveBytes(toBinary(ModelProtoSchema, model))));
  expect(error).toEqual({ code: 'MODEL_INVALID', message: expect.stringContaining(message) as string });
});

test('a cycle, a tensor of the wrong length, a branch where none belongs', async () => {
  const edited = async (edit: (model: ReturnType<typeof create<typeof ModelProtoSchema>>) => void) => {
    const model = fromBinary(ModelProtoSchema, tinyClassifier(1).encode());
    edit(model);
    return failure(async () => readModel(await saveBytes(toBinary(ModelProtoSchema, model))));
  };
  const cycle = await edited(({ graph }) => void (graph!.node[0]!.input[0] = '/fc/Gemm:0'));
  expect(cycle.message).toContain('waits for its own output');
  const short = await edited(({ graph }) => void (graph!.initializer[0]!.rawData = new Uint8Array(3)));
  expect(short).toEqual({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('needs 432 bytes and has 3') as string,
  });
  const branch = await edited(({ graph }) => {
    graph!.node[0]!.attribute.push({ ...graph!.node[0]!.attribute[0]!, name: 'then_branch', type: 5 });
  });
  const nothing = await edited(({ graph }) => void (graph!.node[0]!.output = ['']));
  expect(nothing.message).toContain('node "/body/conv/Conv" (Conv) makes nothing');
  const nameless = await edited(({ graph }) => void (graph!.input[0]!.name = ''));
  expect(nameless.message).toContain('one of its inputs has no name');
  expect(branch.code).toBe('MODEL_UNSUPPORTED');
  expect(branch.message).toContain(
    'operation Conv (node "/body/conv/Conv") has a graph in attribute "then_branch"',
  );
});

test('what branches read from outside, nested ones too, is read by the node', async () => {
  const inner = {
    name: 'inner',
    node: [{ opType: 'Add', name: 'add', input: ['x', 'own'], output: ['sum'] }],
  };
  const branch = (name: string, output: string) => ({
    name,
    node: [
      { opType: 'Neg', name: `${name} own`, input: ['y'], output: ['own'] },
      ifNode('inner', [output], {
        then_branch: { ...inner, output: [{ name: 'sum' }] },
        else_branch: { ...inner, output: [{ name: 'sum' }] },
      }),
    ],
    output: [{ name: output }],
  });
  const bytes = protoModel({
    name: 'g',
    // The branch stands before the node that makes what it captures.
    node: [
      ifNode('outer', ['z'], { then_branch: branch('then', 'a'), else_branch: branch('else', 'b') }),
      { opType: 'Abs', name: 'abs', input: ['x'], output: ['y'] },
    ],
    input: [{ name: 'x' }, { name: 'condition' }],
    output: [{ name: 'z' }],
  });
  const { graph } = await readModel(await saveBytes(bytes));
  expect(graph.nodes.map(({ name }) => name)).toEqual(['abs', 'outer']);
  const [abs, outer] = graph.nodes;
  const names = (values: readonly ({ name: string } | null)[]) => values.map((value) => value?.name);
  expect(names(outer!.inputs)).toEqual(['condition', 'y', 'condition', 'x']);
  expect(abs!.outputs[0]!.users).toEqual(new Set([outer]));
  for (const inside of outer!.branches()) {
    expect(names(inside.inputs)).toEqual(['y', 'condition', 'x']);
    expect(names(inside.nodes[1]!.inputs)).toEqual(['condition', 'x', 'own']);
  }
  expect(described(await readModel(await saveBytes(encodeModel(graph, 17))))).toEqual(described({ graph }));
});

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

const ifNode = (name: string, output: string[], branches: Record<string, GraphInit>): NodeInit => ({
  opType: 'If',
  name,
  input: ['condition'],
  output,
  attribute: Object.entries(branches).map(([key, g]) => ({ name: key, type: 5, g })),
});

test('a branch that reads what nothing makes', async () => {
  const model = fromBinary(ModelProtoSchema, await readFile(join(goldens, 'mini_googlenet.onnx')));
  const node = model.graph!.node.find(({ opType }) => opType === 'If')!;
  node.attribute[1]!.g!.node[0]!.input = ['elsewhere'];
  const error = await failure(async () => readModel(await saveBytes(toBinary(ModelProtoSchema, model))));
  expect(error.code).toBe('MODEL_INVALID');
  expect(error.message).toContain('"/lrn/If" (If) reads "elsewhere", which nothing makes');
});

test('a file larger than the cap', async () => {
  const { code } = await failure(() => readModel(join(goldens, 'mini_vgg.onnx'), 1000));
  expect(code).toBe('MODEL_TOO_LARGE');
  const beside = await failure(() => readModel(join(goldens, 'mini_vgg.dynamo.onnx'), 100_000));
  expect(beside.code).toBe('MODEL_TOO_LARGE');
});

test('weights that an old file lists among its inputs are no inputs', async () => {
  const model = fromBinary(ModelProtoSchema, new ModelBuilder().encode());
  const builder = tinyClassifier(1);
  const full = fromBinary(ModelProtoSchema, builder.encode());
  full.graph!.input.push(...full.graph!.initializer.map(({ name }) => ({ ...full.graph!.input[0]!, name })));
  model.graph = full.graph!;
  const { graph } = await readModel(await saveBytes(toBinary(ModelProtoSchema, model)));
  expect(graph.inputs.map(({ name }) => name)).toEqual(['x']);
});

test('BAD MODEL - a sparse weight is refused by its name', async () => {
  const values = create(TensorProtoSchema, {
    name: 'wf',
    dataType: DataType.FLOAT,
    dims: [1n],
    floatData: [1],
  });
  const indices = create(TensorProtoSchema, { dataType: DataType.INT64, dims: [1n], int64Data: [0n] });
  const bytes = protoModel({
    name: 'graph',
    node: [{ opType: 'MatMul', name: 'fc', input: ['x', 'wf'], output: ['y'] }],
    input: [{ name: 'x' }],
    output: [{ name: 'y' }],
    sparseInitializer: [{ values, indices, dims: [6n, 5n] }],
  });
  const { code, message } = await failure(async () => readModel(await saveBytes(bytes)));
  expect([code, message]).toEqual(['MODEL_UNSUPPORTED', expect.stringContaining('"wf" is a sparse tensor')]);
});
