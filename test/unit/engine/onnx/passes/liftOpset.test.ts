import { expect, test } from 'vitest';
import { cloneGraph } from '../../../../../src/engine/onnx/ir/cloneGraph.ts';
import type { Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { liftOpset } from '../../../../../src/engine/onnx/passes/liftOpset.ts';
import { lifts } from '../../../../../src/engine/onnx/passes/lifts.ts';
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
];

function scales(builder: ModelBuilder): Value {
  const made = builder.graph.constant('scales', {
    type: 'float32',
    shape: [4],
    bytes: new Uint8Array(new Float32Array([1, 1, 2, 3]).buffer),
  });
  return made;
}

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

test('what is of opset 20 already stays as it is', () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [2, 3, 4, 4]);
  builder.gives(
    builder.node('Softmax', 'n', [builder.node('ReduceMean', 'm', [x, builder.ints('axes', [2])])]),
  );
  expect(liftOpset(builder.graph, 20)).toBe(false);
  expect(builder.graph.nodes).toHaveLength(2);
});

test.each([
  ['an opset before 7', 6, 'Relu', '', 'opset 6; 7 or later is needed'],
  [
    'an old form that is not lifted',
    10,
    'Resize',
    '',
    'Operation Resize (node "n") is supported from opset 11 on',
  ],
  [
    'an operation newer than 20',
    23,
    'Attention',
    '',
    'Operation Attention (node "n") has a form of opset 23',
  ],
  [
    'a custom operation',
    17,
    'FusedConv',
    'com.microsoft',
    'Operation FusedConv (node "n") belongs to "com.microsoft"',
  ],
])('%s is refused by name', async (_what, opset, opType, domain, message) => {
  const builder = new ModelBuilder();
  builder.graph.add({ opType, domain, name: 'n', inputs: [builder.input('x', [1])] }, ['y']);
  const error = await failure(() => liftOpset(builder.graph, opset));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain(message);
});
