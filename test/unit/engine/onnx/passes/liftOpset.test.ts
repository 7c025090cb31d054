import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import type { Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { integersConstant } from '../../../../../src/engine/onnx/ir/integers.ts';
import { floatsConstant } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { liftOpset } from '../../../../../src/engine/onnx/passes/liftOpset.ts';
import { lifts } from '../../../../../src/engine/onnx/passes/lifts.ts';
import { lowerings } from '../../../../../src/engine/onnx/passes/lowerings.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { openSession } from '../../../../../src/engine/onnx/sessions/session.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

type Make = (builder: ModelBuilder, x: Value) => Value;

const reduction = (opType: string): [string, number, Make] => [
  opType,
  17,
  (builder, x) => builder.node(opType, 'n', [builder.node('Abs', 'abs', [x])], { axes: [2, 3], keepdims: 0 }),
];

/** Every operation of the table in its old form: operation, opset, how it is written there. Input [2, 3, 4, 4]. */
const oldForms: readonly [string, number, Make][] = [
  ...['ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean'].map(reduction),
  ...['ReduceMin', 'ReduceProd', 'ReduceSumSquare'].map(reduction),
  ['ReduceSum', 12, (builder, x) => builder.node('ReduceSum', 'n', [x], { axes: [1], keepdims: 1 })],
  ['Unsqueeze', 12, (builder, x) => builder.node('Unsqueeze', 'n', [x], { axes: [0, 3] })],
  [
    'Squeeze',
    12,
    (builder, x) => builder.node('Squeeze', 'n', [builder.node('GlobalMaxPool', 'p', [x])], { axes: [2, 3] }),
  ],
  [
    'MaxPool',
    11,
    (builder, x) => builder.node('MaxPool', 'n', [x], { kernel_shape: [2, 2], storage_order: 1 }),
  ],
  ['Clip', 10, (builder, x) => builder.node('Clip', 'n', [x], { min: -0.25, max: 0.5 })],
  ['Pad', 10, (builder, x) => builder.node('Pad', 'n', [x], { pads: [0, 0, 1, 2, 0, 0, 0, 1], value: 0.5 })],
  [
    'Slice',
    9,
    (builder, x) => builder.node('Slice', 'n', [x], { starts: [1, -3], ends: [3, 9], axes: [1, 2] }),
  ],
  ['Dropout', 11, (builder, x) => builder.node('Dropout', 'n', [x], { ratio: 0.5 })],
  [
    'BatchNormalization',
    8,
    (builder, x) => {
      const three = ['scale', 'bias', 'mean'].map((name, index) => builder.floats(name, [3], index + 1));
      const variance = builder.node('Abs', 'variance', [builder.floats('v', [3], 9)]);
      return builder.node('BatchNormalization', 'n', [x, ...three, variance], { spatial: 1 });
    },
  ],
  [
    'Split',
    12,
    (builder, x) => {
      const node = builder.graph.add(
        {
          opType: 'Split',
          name: 'n',
          inputs: [x],
          attributes: { axis: { kind: 'int', value: 2 }, split: { kind: 'ints', value: [1, 3] } },
        },
        ['a', 'b'],
      );
      return node.outputs[1]!;
    },
  ],
  [
    'Split',
    17,
    (builder, x) =>
      builder.graph.add(
        { opType: 'Split', name: 'n', inputs: [x], attributes: { axis: { kind: 'int', value: 2 } } },
        ['a', 'b'],
      ).outputs[1]!,
  ],
  ['Softmax', 12, (builder, x) => builder.node('Softmax', 'n', [x])],
  ['Softmax', 12, (builder, x) => builder.node('Softmax', 'n', [x], { axis: -1 })],
  ['LogSoftmax', 12, (builder, x) => builder.node('LogSoftmax', 'n', [x], { axis: 2 })],
  ['Upsample', 9, (builder, x) => builder.node('Upsample', 'n', [x, scales(builder)], { mode: 'linear' })],
  ['Upsample', 9, (builder, x) => builder.node('Upsample', 'n', [x, scales(builder)])],
  ['Resize', 10, (builder, x) => builder.node('Resize', 'n', [x, scales(builder)])],
  ['Resize', 10, (builder, x) => builder.node('Resize', 'n', [x, scales(builder, 0.5, 0.75)])],
  ['Resize', 10, (builder, x) => builder.node('Resize', 'n', [x, scales(builder)], { mode: 'linear' })],
  ['Hardmax', 12, (builder, x) => builder.node('Hardmax', 'n', [x], { axis: 2 })],
  [
    'TopK',
    9,
    (builder, x) =>
      builder.graph.add(
        {
          opType: 'TopK',
          name: 'n',
          inputs: [x],
          attributes: { axis: { kind: 'int', value: 2 }, k: { kind: 'int', value: 3 } },
        },
        ['values', 'places'],
      ).outputs[0]!,
  ],
  [
    'Scatter',
    10,
    (builder, x) => {
      const places = builder.graph.constant('places', integersConstant([3, 0], [1, 1, 1, 2]));
      return builder.node('Scatter', 'n', [x, places, builder.floats('updates', [1, 1, 1, 2])], { axis: 3 });
    },
  ],
  [
    'GridSample',
    16,
    (builder, x) =>
      builder.node('GridSample', 'n', [x, builder.floats('grid', [2, 5, 3, 2])], { mode: 'bicubic' }),
  ],
  [
    'DFT',
    17,
    (builder, x) => {
      const complex = builder.node('Unsqueeze', 'u', [x, builder.ints('last', [4])]);
      return builder.node('DFT', 'n', [complex], { axis: 3 });
    },
  ],
];

/** With the attributes that opset 21 brought, at the values that change nothing. */
const quantised: Make = (builder, x) => {
  const step = builder.scalar('step', 0.125);
  const zero = builder.graph.constant('zero', { type: 'uint8', shape: [], bytes: Uint8Array.of(3) });
  const same = { axis: 1, block_size: 0 };
  const integers = builder.node('QuantizeLinear', 'q', [x, step, zero], { ...same, output_dtype: 0 });
  return builder.node('DequantizeLinear', 'd', [integers, step, zero], same);
};

const scales = (builder: ModelBuilder, rows = 2, columns = 3): Value =>
  builder.graph.constant('scales', floatsConstant([1, 1, rows, columns]));

/** Every operation of the newer table: operation, opset, how it is written there. */
const newForms: readonly [string, number, Make][] = [
  [
    'GroupNormalization',
    21,
    (builder, x) => {
      const [scale, bias] = [builder.floats('scale', [6], 3), builder.floats('bias', [6], 4)];
      const doubled = builder.node('Concat', 'doubled', [x, builder.node('Neg', 'neg', [x])], { axis: 1 });
      return builder.node('GroupNormalization', 'n', [doubled, scale, bias], {
        num_groups: 3,
        epsilon: 0.01,
      });
    },
  ],
  [
    'RMSNormalization',
    23,
    (builder, x) =>
      builder.node('RMSNormalization', 'n', [x, builder.floats('scale', [4], 3)], { epsilon: 0.01 }),
  ],
  [
    'RMSNormalization',
    23,
    (builder, x) =>
      builder.node('RMSNormalization', 'n', [x, builder.floats('scale', [4, 4], 3)], { axis: 2 }),
  ],
  [
    'SimplifiedLayerNormalization',
    17,
    (builder, x) =>
      builder.node('SimplifiedLayerNormalization', 'n', [x, builder.floats('scale', [4], 3)], { axis: -1 }),
  ],
  ['Swish', 24, (builder, x) => builder.node('Swish', 'n', [x], { alpha: 1.5 })],
  ['Attention', 23, (builder, x) => builder.node('Attention', 'n', [x, builder.node('Neg', 'k', [x]), x])],
  [
    'Attention',
    23,
    (builder, x) => {
      const mask = builder.floats('mask', [4, 4], 5);
      return builder.node('Attention', 'n', [x, x, builder.node('Neg', 'v', [x]), mask], { scale: 0.3 });
    },
  ],
  [
    'Attention',
    23,
    (builder, x) => {
      const mask = builder.node('Greater', 'seen', [
        builder.floats('m', [4, 4], 5),
        builder.scalar('zero', -0.5),
      ]);
      return builder.node('Attention', 'n', [x, x, x, mask]);
    },
  ],
  [
    'Attention',
    23,
    (builder, x) => {
      const tokens = builder.node('Reshape', 'tokens', [x, builder.ints('target', [2, 4, 12])]);
      const heads = { q_num_heads: 3, kv_num_heads: 3 };
      return builder.node('Attention', 'n', [tokens, builder.node('Neg', 'k', [tokens]), tokens], heads);
    },
  ],
  ...['QuantizeLinear', 'DequantizeLinear'].map((opType): [string, number, Make] => [opType, 21, quantised]),
];

async function outputOf(graph: Graph, opset: number): Promise<readonly number[]> {
  const session = await openSession(graph, { threads: 1, optimise: false, opset });
  const results = await session.run({ x: noise([2, 3, 4, 4]) });
  await session.close();
  const { data, shape } = Object.values(results)[0]!;
  return [...shape, ...Array.from(data as Float32Array)];
}

test('every operation of the table has an old form here', () => {
  expect(new Set(oldForms.map(([opType]) => opType))).toEqual(new Set(Object.keys(lifts)));
});

test.each(oldForms)('%s of opset %i gives the same in opset 20', async (_opType, opset, make) => {
  const builder = new ModelBuilder();
  builder.gives(make(builder, builder.input('x', [2, 3, 4, 4])));
  const lifted = cloneGraph(builder.graph);
  expect(liftOpset(lifted, opset)).toBe(true);
  expect(await outputOf(lifted, 20)).toEqual(await outputOf(builder.graph, opset));
});

test('every newer operation of the table is here', () => {
  expect(new Set(newForms.map(([opType]) => opType))).toEqual(new Set(Object.keys(lowerings)));
});

test.each(newForms)('%s of opset %i gives the same in opset 20', async (_opType, opset, make) => {
  const builder = new ModelBuilder();
  builder.gives(make(builder, builder.input('x', [2, 3, 4, 4])));
  const lifted = cloneGraph(builder.graph);
  expect(liftOpset(lifted, opset)).toBe(true);
  const [found, expected] = [await outputOf(lifted, 20), await outputOf(builder.graph, opset)];
  expect(found.length).toBe(expected.length);
  // Sums in another order.
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
});

test('what is of opset 20 already stays as it is', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [2, 3, 4, 4]);
  builder.gives(
    builder.node('Softmax', 'n', [builder.node('ReduceMean', 'm', [x, builder.ints('axes', [2])])]),
  );
  expect(liftOpset(builder.graph, 20)).toBe(false);
  expect(builder.graph.nodes).toHaveLength(2);
});

/** One operation with an input of its own. */
function only(opType: string, domain = '', attributes: Record<string, number> = {}): Graph {
  const builder = new ModelBuilder();
  const typed = Object.entries(attributes).map(([key, value]) => [key, { kind: 'int', value }] as const);
  const init = { opType, domain, name: 'n', inputs: [builder.input('x', [1])] };
  builder.graph.add({ ...init, attributes: Object.fromEntries(typed) }, ['y']);
  return builder.graph;
}

test.each([
  [
    'an operation newer than 20',
    23,
    only('RotaryEmbedding'),
    'RotaryEmbedding (node "n") has a form of opset 23',
  ],
  [
    'a fusion that is not known',
    17,
    only('QMoE', 'com.microsoft'),
    'com.microsoft.QMoE (node "n") is one of ONNX Runtime',
  ],
  ['a custom operation', 17, only('Relu', 'my.domain'), 'my.domain.Relu (node "n") is none of ONNX'],
  [
    'a name that every object has',
    17,
    only('constructor', 'toString'),
    'toString.constructor (node "n") is none of',
  ],
  ['trees', 17, only('TreeEnsemble', 'ai.onnx.ml'), 'belongs to classical machine learning'],
  ['integer convolutions', 17, only('QLinearConv'), 'Quantise the network in QDQ format'],
  ['integer sums', 17, only('QLinearAdd', 'com.microsoft'), 'Quantise the network in QDQ format'],
  ['sequences', 17, only('SplitToSequence'), 'works with lists of tensors'],
  [
    'training',
    17,
    only('BatchNormalization', '', { training_mode: 1 }),
    'is in training mode. Call net.eval()',
  ],
  [
    'blocks of weights',
    21,
    only('DequantizeLinear', '', { block_size: 32 }),
    'has block_size = 32, which opset 20',
  ],
  ['causal attention', 23, only('Attention', '', { is_causal: 1 }), 'is causal'],
  [
    'shared heads',
    23,
    only('Attention', '', { q_num_heads: 4, kv_num_heads: 2 }),
    'shares 2 heads of keys among 4',
  ],
])('%s: refused by name', async (_what, opset, graph, message) => {
  const error = await failure(() => liftOpset(graph, opset));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain(message);
});

test('a name that every object has is left to ONNX Runtime', () => {
  expect(liftOpset(only('constructor'), 17)).toBe(false);
});
