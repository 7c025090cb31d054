/** Operations of ONNX Runtime's own, against ONNX Runtime. */
import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import type { Attribute, Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { fusedDomain, fusions } from '../../../../../src/engine/onnx/passes/fusions.ts';
import { liftOpset } from '../../../../../src/engine/onnx/passes/liftOpset.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { rewrite } from '../../../../../src/engine/onnx/passes/rewrite.ts';
import { settleFusions } from '../../../../../src/engine/onnx/passes/settleFusions.ts';
import { openSession } from '../../../../../src/engine/onnx/sessions/session.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder, tinyClassifier } from '../../../../support/onnxModel.ts';

type Attributes = Readonly<Record<string, Attribute>>;
type Make = (builder: ModelBuilder, x: Value) => Value;

function fused(
  builder: ModelBuilder,
  opType: string,
  inputs: readonly (Value | null)[],
  attributes: Attributes = {},
  outputs = 1,
): readonly Value[] {
  const names = Array.from({ length: outputs }, (_, index) => `fused:${index}`);
  return builder.graph.add({ opType, domain: fusedDomain, name: 'fused', inputs, attributes }, names).outputs;
}

const flag = (value: number): Attribute => ({ kind: 'int', value });
const number = (value: number): Attribute => ({ kind: 'float', value });
const word = (value: string): Attribute => ({ kind: 'string', value });
const numbers = (...value: number[]): Attribute => ({ kind: 'floats', value });

const conv =
  (attributes: Attributes, withSum = false): Make =>
  (builder, x) => {
    const weights = [builder.floats('weight', [3, 3, 3, 3], 2), builder.floats('bias', [3], 3)];
    const geometry: Attributes = { pads: { kind: 'ints', value: [1, 1, 1, 1] }, group: flag(1) };
    return fused(builder, 'FusedConv', [x, ...weights, ...(withSum ? [x] : [])], {
      ...geometry,
      ...attributes,
    })[0]!;
  };

const gemm =
  (attributes: Attributes): Make =>
  (builder, x) => {
    const rows = builder.node('Flatten', 'rows', [x], { axis: 1 });
    const inputs = [rows, builder.floats('weight', [7, 48], 2), builder.floats('bias', [7], 3)];
    const common = { transB: flag(1), alpha: number(0.5), beta: number(2) };
    return fused(builder, 'FusedGemm', inputs, { ...common, ...attributes })[0]!;
  };

/** Operation, its form, how it is written. Input [2, 3, 4, 4]. */
const forms: readonly [string, string, Make][] = [
  [
    'FusedMatMul',
    'turned and scaled',
    (builder, x) => fused(builder, 'FusedMatMul', [x, x], { transB: flag(1), alpha: number(0.3) })[0]!,
  ],
  [
    'FusedMatMul',
    'turned on the left',
    (builder, x) => fused(builder, 'FusedMatMul', [x, builder.floats('w', [4, 5])], { transA: flag(1) })[0]!,
  ],
  ['FusedConv', 'plain', conv({})],
  ['FusedConv', 'Relu of a sum', conv({ activation: word('Relu') }, true)],
  ['FusedConv', 'LeakyRelu', conv({ activation: word('LeakyRelu'), activation_params: numbers(0.2) })],
  ['FusedConv', 'Clip', conv({ activation: word('Clip'), activation_params: numbers(-0.5, 1) })],
  [
    'FusedConv',
    'HardSigmoid',
    conv({ activation: word('HardSigmoid'), activation_params: numbers(0.25, 0.4) }),
  ],
  ['FusedGemm', 'Tanh', gemm({ activation: word('Tanh') })],
  ['FusedGemm', 'LeakyRelu', gemm({ activation: word('LeakyRelu'), activation_alpha: number(0.2) })],
  ['Gelu', 'exact', (builder, x) => fused(builder, 'Gelu', [x])[0]!],
  ['BiasGelu', 'exact', (builder, x) => fused(builder, 'BiasGelu', [x, builder.floats('bias', [4], 3)])[0]!],
  [
    'FastGelu',
    'by tanh',
    (builder, x) => fused(builder, 'FastGelu', [x, builder.floats('bias', [4], 3)])[0]!,
  ],
  ['QuickGelu', 'by a sigmoid', (builder, x) => fused(builder, 'QuickGelu', [x], { alpha: number(1.5) })[0]!],
  [
    'SkipLayerNormalization',
    'with its sum read as well',
    (builder, x) => {
      const rows = builder.node('Reshape', 'rows', [x, builder.ints('target', [2, 12, 4])]);
      const [scale, shift, bias] = ['scale', 'shift', 'bias'].map((name, index) =>
        builder.floats(name, [4], index + 2),
      );
      const skip = builder.node('Abs', 'skip', [rows]);
      const inputs = [rows, skip, scale!, shift!, bias!];
      const [normal, , , sum] = fused(
        builder,
        'SkipLayerNormalization',
        inputs,
        { epsilon: number(0.01) },
        4,
      );
      return builder.node('Concat', 'both', [normal!, sum!], { axis: 0 });
    },
  ],
];

async function outputOf(graph: Graph): Promise<readonly number[]> {
  const session = await openSession(graph, { threads: 1, optimise: false });
  const results = await session.run({ x: noise([2, 3, 4, 4]) });
  await session.close();
  const { data, shape } = Object.values(results)[0]!;
  return [...shape, ...Array.from(data as Float32Array)];
}

test('every fusion of the table is here', () => {
  expect(new Set(forms.map(([opType]) => opType))).toEqual(new Set(Object.keys(fusions)));
});

test.each(forms)('%s, %s', async (opType, _form, make) => {
  const builder = new ModelBuilder();
  builder.gives(make(builder, builder.input('x', [2, 3, 4, 4])));
  const plain = cloneGraph(builder.graph);
  expect(liftOpset(plain, 20)).toBe(false);
  expect(await settleFusions(plain, [2], 1)).toBe(true);
  expect(plain.nodes.filter(({ domain }) => domain !== '')).toEqual([]);
  const [found, expected] = [await outputOf(plain), await outputOf(builder.graph)];
  expect(found.length).toBe(expected.length);
  // ONNX Runtime's own Gelu by tanh is a table of its own.
  const digits = opType === 'FastGelu' ? 4 : 5;
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, digits));
});

test('a network that ONNX Runtime has optimised opens, and gives what it gives', async () => {
  const builder = tinyClassifier({ perImage: 1 });
  const relu = builder.graph.nodes.find(({ opType }) => opType === 'Relu')!;
  const before = relu.inputs[0]!.producer!;
  const [map] = relu.outputs;
  builder.graph.remove(new Set([relu, before]));
  const attributes = { ...Object.fromEntries(before.attributes), activation: word('Relu') };
  const init = { opType: 'FusedConv', domain: fusedDomain, name: 'fused', inputs: before.inputs, attributes };
  builder.graph.add(init, [map!], 0);
  const { facts, graph, layers } = await prepareModel(await builder.save(), { threads: 1 });
  expect(facts).toMatchObject({ batched: true, classCount: 5 });
  expect(layers.resolve(undefined)).toMatchObject({ tensor: map!.name, op: 'Relu' });
  expect(graph.nodes.map(({ opType }) => opType)).toEqual([
    'Conv',
    'Relu',
    'GlobalAveragePool',
    'Flatten',
    'Gemm',
  ]);
});

test.each<[string, Attributes, string]>([
  ['FusedMatMul', { transBatchA: flag(1) }, 'moves the axes of its batch'],
  ['FusedConv', { activation: word('Softsign') }, 'ends with the activation Softsign'],
])('%s in a form that is not supported is refused by name', async (opType, attributes, message) => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [2, 4, 4, 4]);
  const other = opType === 'FusedConv' ? builder.floats('w', [4, 4, 1, 1]) : x;
  builder.gives(fused(builder, opType, [x, other], attributes)[0]!);
  const [node] = builder.graph.nodes;
  const error = await failure(() =>
    rewrite(builder.graph, node!, (to) => fusions[opType]!(node!, to, () => 4)),
  );
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain(`Operation com.microsoft.${opType} (node "fused") ${message}`);
});
