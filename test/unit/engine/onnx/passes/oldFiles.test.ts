/** What files of old exporters hold, end to end: what is prepared answers what ONNX Runtime answers for the file. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { ModelProtoSchema, ValueInfoProtoSchema } from 'onnx-buf';
import { expect, test } from 'vitest';
import type { Constant, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { floatsConstant } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { maxDifference } from '../../../../support/golden.ts';
import { ModelBuilder, saveBytes } from '../../../../support/onnxModel.ts';
import { run } from './support/run.ts';

type Layers = (builder: ModelBuilder, map: Value) => Value;

/** A convolution, what `layers` makes of its map [1, 4, 8, 8], pooling and a linear layer. */
function network(layers: Layers): ModelBuilder {
  const builder = new ModelBuilder();
  const map = layers(builder, builder.conv('conv', builder.input('x', [1, 3, 8, 8]), [3, 4]));
  const flat = builder.node('Flatten', 'flat', [builder.node('GlobalAveragePool', 'pool', [map])], {
    axis: 1,
  });
  return builder.gives(
    builder.node('Gemm', 'fc', [flat, builder.floats('weight', [4, 5], 3), builder.floats('b', [5])]),
  );
}

/** Version 3 of the format: weights stand among the inputs. */
function asVersion3(bytes: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  model.irVersion = 3n;
  const weights = model.graph!.initializer.map(({ name, dataType, dims }) => {
    const shape = { dim: dims.map((value) => ({ value: { case: 'dimValue' as const, value } })) };
    const tensor = { case: 'tensorType' as const, value: { elemType: dataType, shape } };
    return create(ValueInfoProtoSchema, { name, type: { value: tensor } });
  });
  model.graph!.input.unshift(...weights);
  return toBinary(ModelProtoSchema, model);
}

const images = noise([1, 3, 8, 8], 6);

async function answerOf(bytes: Uint8Array): Promise<Float32Array> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const results = await session.run({ x: new OrtTensor('float32', images.data, [1, 3, 8, 8]) });
  await session.release();
  return Object.values(results)[0]!.data as Float32Array;
}

function statistics(builder: ModelBuilder): Value[] {
  const variance = builder.graph.constant('variance', floatsConstant([0.5, 1, 2, 0.1]));
  return [...['scale', 'bias', 'mean'].map((name, index) => builder.floats(name, [4], index + 1)), variance];
}

function normalised(builder: ModelBuilder, map: Value, outputs: readonly string[]): Value {
  const init = { opType: 'BatchNormalization', name: 'bn', inputs: [map, ...statistics(builder)] };
  return builder.graph.add(init, outputs).outputs[0]!;
}

const filler = (value: number): Constant => floatsConstant([value]);

const cases: readonly [string, number, Layers][] = [
  [
    'weights made by ConstantOfShape',
    9,
    (builder, map) => {
      const weight = builder.node('ConstantOfShape', 'fill', [builder.ints('shape', [4, 4, 1, 1])], {
        value: filler(0.25),
      });
      return builder.node('Conv', 'filled', [map, weight], { kernel_shape: [1, 1] });
    },
  ],
  ['Sum', 8, (builder, map) => builder.node('Sum', 'sum', [map, map, builder.node('Relu', 'relu', [map])])],
  ['LRN', 9, (builder, map) => builder.node('LRN', 'lrn', [map], { size: 3, alpha: 0.001, bias: 1.5 })],
  ['Dropout', 9, (builder, map) => builder.node('Dropout', 'dropout', [map], { ratio: 0.5 })],
  [
    'a Dropout with its mask',
    9,
    (builder, map) =>
      builder.graph.add({ opType: 'Dropout', name: 'dropout', inputs: [map] }, ['kept', 'mask']).outputs[0]!,
  ],
  [
    'batch normalisation, spatial said',
    8,
    (builder, map) =>
      builder.node('BatchNormalization', 'bn', [map, ...statistics(builder)], { spatial: 1, momentum: 0.75 }),
  ],
  [
    'Upsample',
    8,
    (builder, map) => {
      const node = builder.graph.add(
        {
          opType: 'Upsample',
          name: 'up',
          inputs: [map],
          attributes: { scales: { kind: 'floats', value: [1, 1, 2, 2] } },
        },
        ['up:0'],
      );
      return node.outputs[0]!;
    },
  ],
  [
    'Resize that shrinks rows and repeats columns',
    10,
    (builder, map) =>
      builder.node('Resize', 'resize', [
        map,
        builder.graph.constant('scales', floatsConstant([1, 1, 0.4, 1.5])),
      ]),
  ],
  [
    'Clip, Pad and Slice with attributes',
    9,
    (builder, map) => {
      const clipped = builder.node('Clip', 'clip', [map], { min: -0.5, max: 0.75 });
      const padded = builder.node('Pad', 'pad', [clipped], { pads: [0, 0, 1, 1, 0, 0, 1, 1] });
      return builder.node('Slice', 'slice', [padded], { starts: [1, 0], ends: [9, 7], axes: [2, 3] });
    },
  ],
  [
    'a softmax over all axes behind the first',
    11,
    (builder, map) => builder.node('Softmax', 'softmax', [map], { axis: 1 }),
  ],
];

test.each(cases)('%s (opset %i)', async (_what, opset, layers) => {
  const bytes = asVersion3(network(layers).encode(opset));
  const { facts, graph, logits } = await prepareModel(await saveBytes(bytes), { threads: 1 });
  expect(facts).toMatchObject({ input: [3, 8, 8], classCount: 5, opset, batched: true, notes: [] });
  const found = (await run(graph, images))[logits.name]!.data as Float32Array;
  expect(maxDifference(found, await answerOf(bytes))).toBeLessThan(1e-6);
});

test('batch normalisation with the five outputs of training, of which one is read', async () => {
  const five = network((builder, map) =>
    normalised(builder, map, ['y', 'mean2', 'var2', 'saved_mean', 'saved_var']),
  );
  const one = network((builder, map) => normalised(builder, map, ['y']));
  const { graph, logits } = await prepareModel(await saveBytes(asVersion3(five.encode(9))), { threads: 1 });
  const found = (await run(graph, images))[logits.name]!.data as Float32Array;
  expect(maxDifference(found, await answerOf(one.encode(9)))).toBeLessThan(1e-6);
});

test('weights that a batch normalisation in training mode standardises, as PyTorch writes NFNets', async () => {
  const bytes = network((builder, map) => {
    const flat = builder.floats('weights', [1, 6, 4], 2);
    const statistics = ['scale', 'bias', 'mean', 'variance'].map((name) => builder.floats(name, [6]));
    const [standardised] = builder.graph.add(
      {
        opType: 'BatchNormalization',
        name: 'standardise',
        inputs: [flat, ...statistics],
        attributes: { training_mode: { kind: 'int', value: 1 }, momentum: { kind: 'float', value: 1 } },
      },
      ['standardised', 'mean2', 'variance2'],
    ).outputs;
    const weight = builder.node('Reshape', 'as filters', [standardised!, builder.ints('to', [6, 4, 1, 1])]);
    const wide = builder.node('Conv', 'standardised conv', [map, weight]);
    return builder.conv('narrow', wide, [6, 4]);
  }).encode(17);
  const { graph, logits } = await prepareModel(await saveBytes(bytes), { threads: 1 });
  expect(graph.nodes.map(({ opType }) => opType)).not.toContain('BatchNormalization');
  const found = (await run(graph, images))[logits.name]!.data as Float32Array;
  expect(maxDifference(found, await answerOf(bytes))).toBeLessThan(1e-6);
});

test.each<[string, number, Layers]>([
  [
    'a Dropout in training',
    14,
    (builder, map) => {
      const yes = builder.graph.constant('yes', { type: 'bool', shape: [], bytes: Uint8Array.of(1) });
      return builder.node('Dropout', 'dropout', [map, builder.scalar('ratio', 0.5), yes]);
    },
  ],
  [
    'batch normalisation in training',
    14,
    (builder, map) =>
      builder.graph.add(
        {
          opType: 'BatchNormalization',
          name: 'bn',
          inputs: [map, ...statistics(builder)],
          attributes: { training_mode: { kind: 'int', value: 1 } },
        },
        ['y', 'mean2', 'var2'],
      ).outputs[0]!,
  ],
])('BAD MODEL - %s', async (_what, opset, layers) => {
  const error = await failure(async () => prepareModel(await network(layers).save(opset), { threads: 1 }));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain('is in training mode. Call net.eval() before the export');
});
