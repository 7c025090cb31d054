/** Local functions, against ONNX Runtime, which inlines them itself. */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import {
  AttributeProto_AttributeType as Type,
  ModelProtoSchema,
  type AttributeProtoSchema,
  type FunctionProtoSchema,
  type NodeProtoSchema,
} from 'onnx-buf';
import { expect, test } from 'vitest';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { openSession } from '../../../../../src/engine/onnx/sessions/session.ts';
import { readModel } from '../../../../../src/engine/onnx/wire/readModel.ts';
import { failure } from '../../../../support/failure.ts';
import { saveBytes } from '../../../../support/onnxModel.ts';

type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;
type FunctionInit = MessageInitShape<typeof FunctionProtoSchema>;

const domain = 'pkg.layers';
const standard = (version: bigint) => [
  { domain: '', version },
  { domain, version: 1n },
];

const node = (
  opType: string,
  input: string[],
  output: string[],
  attribute: AttributeInit[] = [],
): NodeInit => ({
  opType,
  name: `${opType} ${output[0]}`,
  input,
  output,
  attribute,
});
const call = (...given: Parameters<typeof node>): NodeInit => ({ ...node(...given), domain });

/** The attribute that the function's caller gives under the name `refAttrName`. */
const passedOn = (name: string, refAttrName: string, type: Type): AttributeInit => ({
  name,
  refAttrName,
  type,
});
const float = (name: string, f: number): AttributeInit => ({ name, type: Type.FLOAT, f });
const int = (name: string, i: bigint): AttributeInit => ({ name, type: Type.INT, i });

/** Leaky with a slope of 0.3 unless told otherwise, and its negative. */
const leaky: FunctionInit = {
  name: 'leaky',
  domain,
  input: ['a'],
  output: ['b', 'c'],
  attributeProto: [float('slope', 0.3)],
  node: [
    node('LeakyRelu', ['a'], ['b'], [passedOn('alpha', 'slope', Type.FLOAT)]),
    node('Neg', ['b'], ['c']),
  ],
  opsetImport: standard(17n),
};

/** Clip to an optional lower end, then leaky; a branch that reads what the function makes. */
const block: FunctionInit = {
  name: 'block',
  domain,
  input: ['x', 'low', 'flag'],
  output: ['y'],
  attribute: ['slope', 'axis'],
  node: [
    node('Clip', ['x', 'low'], ['b']),
    call('leaky', ['b'], ['c', ''], [passedOn('slope', 'slope', Type.FLOAT)]),
    call('leaky', ['c'], ['d', 'c2']),
    node(
      'If',
      ['flag'],
      ['e'],
      [
        {
          name: 'then_branch',
          type: Type.GRAPH,
          g: {
            name: 't',
            node: [node('LeakyRelu', ['d'], ['t'], [passedOn('alpha', 'slope', Type.FLOAT)])],
            output: [{ name: 't' }],
          },
        },
        {
          name: 'else_branch',
          type: Type.GRAPH,
          g: { name: 'f', node: [node('Neg', ['c2'], ['e1'])], output: [{ name: 'e1' }] },
        },
      ],
    ),
    node('Softmax', ['e'], ['y'], [passedOn('axis', 'axis', Type.INT)]),
  ],
  opsetImport: standard(17n),
};

const modelOf = (nodes: NodeInit[], functions: FunctionInit[]): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: standard(17n),
      functions,
      graph: {
        name: 'g',
        initializer: [{ name: 'low', dataType: 1, floatData: [-0.5] }],
        node: nodes,
        input: [floats('x', [2n, 3n])],
        output: [floats('z', [2n, 3n])],
      },
    }),
  );

const floats = (name: string, dims: bigint[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType: 1,
        shape: { dim: dims.map((value) => ({ value: { case: 'dimValue' as const, value } })) },
      },
    },
  },
});

const flag = (name: string, value: bigint): NodeInit[] => [
  node('Constant', [], [`${name}/int`], [int('value_int', value)]),
  node('Cast', [`${name}/int`], [name], [int('to', 9n)]),
];

test('functions in functions and in branches, attributes handed on, defaults, inputs left out', async () => {
  const nodes = [
    ...flag('yes', 1n),
    ...flag('no', 0n),
    call('block', ['x', 'low', 'yes'], ['y'], [float('slope', 0.1), int('axis', 0n)]),
    call('block', ['y', '', 'no'], ['z'], [int('axis', 1n)]),
  ];
  const bytes = modelOf(nodes, [block, leaky]);
  const { data, shape } = noise([2, 3]);
  const native = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const expected = (await native.run({ x: new OrtTensor('float32', data, shape) }))['z']!;
  await native.release();

  const { graph } = await readModel(await saveBytes(bytes));
  expect(new Set(graph.nodes.map((each) => each.domain))).toEqual(new Set(['']));
  const session = await openSession(graph, { threads: 1, optimise: false, opset: 17 });
  const { z } = await session.run({ x: { type: 'float32', data, shape } });
  await session.close();
  expect(z!.data).toEqual(expected.data);
});

const wrapped = (name: string, inner: NodeInit[], opset = 17n): FunctionInit => ({
  name,
  domain,
  input: ['a'],
  output: ['b'],
  node: inner,
  opsetImport: standard(opset),
});

test.each<[string, FunctionInit[], string, string]>([
  [
    'that call each other',
    [wrapped('f', [call('g', ['a'], ['b'])]), wrapped('g', [call('f', ['a'], ['b'])])],
    'MODEL_INVALID',
    'its function "f" calls itself',
  ],
  [
    'of another opset',
    [wrapped('f', [node('Relu', ['a'], ['b'])], 11n)],
    'MODEL_UNSUPPORTED',
    'written in opset 17, its function "pkg.layers.f" in opset 11',
  ],
  [
    'that stand for 2^40 operations',
    [
      ...Array.from({ length: 20 }, (_, level) =>
        wrapped(
          level === 0 ? 'f' : `f${level}`,
          Array.from({ length: 4 }, (_, part) =>
            call(`f${level + 1}`, [part === 0 ? 'a' : `t${part}`], [part === 3 ? 'b' : `t${part + 1}`]),
          ),
        ),
      ),
      wrapped('f20', [node('Relu', ['a'], ['b'])]),
    ],
    'MODEL_TOO_LARGE',
    'more than 200000 operations once its functions are inlined',
  ],
  [
    'whose names grow with each level',
    [
      ...Array.from({ length: 20 }, (_, level) =>
        wrapped(
          level === 0 ? 'f' : `f${level}`,
          Array.from({ length: level < 12 ? 2 : 1 }, (_, part) => ({
            ...call(`f${level + 1}`, [part === 0 ? 'a' : 't'], [part === 0 && level < 12 ? 't' : 'b']),
            name: 'long'.repeat(2000),
          })),
        ),
      ),
      wrapped('f20', [node('Relu', ['a'], ['b'])]),
    ],
    'MODEL_TOO_LARGE',
    'names that grow too long once its functions are inlined',
  ],
  [
    'in a chain of 1000',
    [
      ...Array.from({ length: 1000 }, (_, level) =>
        wrapped(level === 0 ? 'f' : `f${level}`, [call(`f${level + 1}`, ['a'], ['b'])]),
      ),
      wrapped('f1000', [node('Relu', ['a'], ['b'])]),
    ],
    'MODEL_INVALID',
    'its functions call each other more than 24 deep',
  ],
])('BAD MODEL - functions %s', async (_what, functions, code, message) => {
  const bytes = modelOf([call('f', ['x'], ['z'])], functions);
  const error = await failure(async () => readModel(await saveBytes(bytes)));
  expect(error).toEqual({ code, message: expect.stringContaining(message) as string });
});
