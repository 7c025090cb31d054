import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { integersConstant } from '../../../../../src/engine/onnx/ir/integers.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { PreparedModel } from '../../../../../src/engine/onnx/passes/preparedModel.ts';
import type { SessionTensor } from '../../../../../src/engine/onnx/sessions/session.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import { asMap } from '../../../../support/asMap.ts';
import { failure } from '../../../../support/failure.ts';
import { maxDifference } from '../../../../support/golden.ts';
import { ModelBuilder, tinyClassifier } from '../../../../support/onnxModel.ts';
import { expectNear } from './support/expectNear.ts';
import { run } from './support/run.ts';

const threads = 2;
const n = { perImage: 1 };

const goldens = 'test/fixtures/goldens';

test('input and exporter are told', async () => {
  const { facts } = await prepareModel(join(goldens, 'mini_resnet.onnx'), { threads });
  expect(facts).toMatchObject({ input: [3, 96, 96], classCount: 10, exporter: 'pytorch 1.13.0', opset: 16 });
});

const twoOnes = async (model: PreparedModel, shape: readonly number[]): Promise<number> => {
  const both = noise([2, ...shape], 5);
  const size = both.data.length / 2;
  const whole = (await run(model.graph, both))[model.logits.name]!.data as Float32Array;
  const single: number[] = [];
  for (const at of [0, 1]) {
    const data = both.data.slice(at * size, (at + 1) * size);
    const result = await run(model.graph, { type: 'float32', data, shape: [1, ...shape] });
    single.push(...(result[model.logits.name]!.data as Float32Array));
  }
  return maxDifference(whole, Float32Array.from(single));
};

test.each([
  ['[1, -1]', [1, -1]],
  ['[1, 4]', [1, 4]],
  ['[-1, 4]', [-1, 4]],
  ['[0, -1]', [0, -1]],
])('a batch fixed at 1 is opened through a reshape to %s', async (_text, target) => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [1, 3, 8, 8]);
  const pooled = builder.node('GlobalAveragePool', 'pool', [builder.conv('conv', x, [3, 4])]);
  const flat = builder.node('Reshape', 'flat', [pooled, builder.ints('target', target)]);
  builder.gives(builder.node('Gemm', 'fc', [flat, builder.floats('weight', [4, 5], 3)]));
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts.batched).toBe(true);
  expect(model.input.shape).toEqual([n, 3, 8, 8]);
  expect(await twoOnes(model, [3, 8, 8])).toBeLessThan(1e-6);
});

test('a class token that is joined to one image is joined to each', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [1, 3, 4, 4]);
  const rows = builder.node('Reshape', 'rows', [x, builder.ints('target', [1, 3, 16])]);
  const joined = builder.node('Concat', 'joined', [builder.floats('token', [1, 1, 16]), rows], { axis: 1 });
  builder.gives(builder.node('ReduceMean', 'mean', [joined, builder.ints('axes', [1])], { keepdims: 0 }));
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts.batched).toBe(true);
  expect(await twoOnes(model, [3, 4, 4])).toBeLessThan(1e-6);
});

test.each([
  ['fixed', 1],
  ['open', n],
] as const)(
  'a network that mixes the images of a batch (%s in the file) stays at one by one',
  async (_kind, batch) => {
    const builder = tinyClassifier(batch, (made, scores) => {
      const mean = made.node('ReduceMean', 'mean', [scores, made.ints('axes', [0])]);
      return made.node('Add', 'mixed', [scores, made.node('Exp', 'exp', [mean])]);
    });
    const model = await prepareModel(await builder.save(), { threads });
    expect(model.facts.batched).toBe(false);
    expect(model.facts.notes).toEqual([expect.stringContaining('one by one')]);
    expect([model.input.shape, model.logits.shape]).toEqual([
      [1, 3, 8, 8],
      [1, 5],
    ]);
    const images = noise([1, 3, 8, 8]);
    const expected = await run(builder.graph, images);
    const found = await run(model.graph, images);
    expect(found['mixed:0']!.data).toEqual(expected['mixed:0']!.data);
  },
);

test('an operation that is refused is refused with the name of the file', async () => {
  const path = await tinyClassifier(n, (made, scores) => made.node('SequenceEmpty', 'list', [scores])).save();
  const { message } = await failure(() => prepareModel(path, { threads }));
  expect(message).toMatch(/^\/.*model\.onnx: Operation SequenceEmpty \(node "list"\)/);
  expect(message).toContain(path);
});

test('what does not lead to an output is not read: a Loop beside the way is no hindrance', async () => {
  const builder = tinyClassifier(n, (made, scores) => {
    made.node('Identity', 'beside', [made.node('SequenceEmpty', 'list', [scores])]);
    return scores;
  });
  const { graph } = await prepareModel(await builder.save(), { threads });
  expect(graph.nodes.map(({ opType }) => opType)).not.toContain('SequenceEmpty');
});

test('a batch fixed at 4 is opened as well, or refused where it cannot be', async () => {
  const fine = await prepareModel(await tinyClassifier(4).save(), { threads });
  expect(fine.facts.batched).toBe(true);
  expect(await twoOnes(fine, [3, 8, 8])).toBeLessThan(1e-6);
  const mixing = tinyClassifier(4, (made, scores) =>
    made.node('Softmax', 'over images', [made.node('Sub', 's', [scores, scores])], { axis: 0 }),
  );
  const { code, message } = await failure(async () => prepareModel(await mixing.save(), { threads }));
  expect(code).toBe('MODEL_UNSUPPORTED');
  expect(message).toContain('takes exactly 4 images at a time');
});

test('a final softmax is cut, and logits are what came before it', async () => {
  const builder = tinyClassifier(n, (made, scores) => made.node('Softmax', 'probabilities', [scores]));
  const model = await prepareModel(await builder.save(12), { threads });
  expect(model.facts.removedActivation).toBe('softmax');
  expect(model.logits.name).toBe('/fc/Gemm:0');
  const raw = (await run(model.graph, noise([1, 3, 8, 8])))['/fc/Gemm:0']!.data as Float32Array;
  expect(Math.abs(raw.reduce((sum, value) => sum + value, 0) - 1)).toBeGreaterThan(1e-3);
});

test('of several outputs the class scores are taken, and it is said', async () => {
  const builder = tinyClassifier(n);
  builder.graph.outputs.unshift(builder.graph.find('/body/relu/Relu:0')!);
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.graph.outputs.map(({ name }) => name)).toEqual(['/fc/Gemm:0']);
  expect(model.facts.notes).toEqual([
    expect.stringContaining('The file has 2 outputs; "/fc/Gemm:0" is taken as the class scores.'),
  ]);
});

test('images are taken with channels first, however the file takes them', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 6, 8, 3]);
  const turned = builder.node('Transpose', 'turned', [x], { perm: [0, 3, 1, 2] });
  const map = builder.node('GlobalAveragePool', 'pool', [builder.conv('conv', turned, [3, 4])]);
  const flat = builder.node('Flatten', 'flat', [map], { axis: 1 });
  const rows = builder.node('ReduceMean', 'rows', [x, builder.ints('axes', [1, 3])], { keepdims: 0 });
  builder.gives(builder.node('Concat', 'scores', [flat, rows], { axis: 1 }));
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts.input).toEqual([3, 6, 8]);
  expect(model.graph.nodes.map(({ opType }) => opType)).toEqual([
    'Transpose',
    'Conv',
    'GlobalAveragePool',
    'Flatten',
    'ReduceMean',
    'Concat',
  ]);
  const images = noise([2, 3, 6, 8], 9);
  // Positions as channels: what lay along them is now the last axis.
  const { data } = asMap({ data: images.data, shape: [2, 3, 1, 48] }, { kind: 'channelsLast' });
  const asTaken: SessionTensor = { type: 'float32', data, shape: [2, 6, 8, 3] };
  const expected = await run(builder.graph, asTaken);
  const found = await run(model.graph, images);
  expectNear(found['scores:0'] as Tensor, expected['scores:0'] as Tensor);
});

test('a branch that a shape decides is taken, what it reads from outside with it', async () => {
  const builder = branching((made, x) => {
    const channels = made.node('Gather', 'channels', [
      made.node('Shape', 'shape', [x]),
      made.ints('one', [1]),
    ]);
    return made.node('Equal', 'isColour', [channels, made.ints('three', [3])]);
  });
  const model = await prepareModel(await builder.save(), { threads });
  expect(model.facts).toMatchObject({ batched: true, notes: [] });
  expect(model.graph.nodes.map(({ opType }) => opType)).toEqual([
    'GlobalAveragePool',
    'Sigmoid',
    'Mul',
    'Flatten',
  ]);
  const images = noise([1, 3, 4, 4]);
  const expected = await run(builder.graph, images);
  expectNear((await run(model.graph, images))['flat:0'] as Tensor, expected['flat:0'] as Tensor);
});

test('a branch that the image decides is refused by name', async () => {
  const builder = branching((made, x) => {
    const brightness = made.node('ReduceMean', 'mean', [x], { keepdims: 0 });
    return made.node('Greater', 'isBright', [brightness, made.scalar('zero', 0)]);
  });
  const error = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toMatch(/"choice" \(If\) decides by the image.*condition "isBright:0"/);
});

/** Pooled channels times their sigmoid, or negated. */
function branching(condition: (made: ModelBuilder, x: Value) => Value): ModelBuilder {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 3, 4, 4]);
  const pooled = builder.node('GlobalAveragePool', 'pool', [x]);
  const branch = (make: (inside: ModelBuilder, outer: Value) => Value): Graph => {
    const inside = new ModelBuilder();
    const outer = inside.graph.value('outer');
    inside.graph.inputs.push(outer);
    return inside.gives(make(inside, outer)).graph;
  };
  const choice = builder.node('If', 'choice', [condition(builder, x), pooled], {
    then_branch: branch((inside, outer) => {
      const gate = inside.node('Sigmoid', 'gate', [outer]);
      return inside.node('Mul', 'gated', [outer, gate]);
    }),
    else_branch: branch((inside, outer) => inside.node('Neg', 'negated', [outer])),
  });
  return builder.gives(builder.node('Flatten', 'flat', [choice], { axis: 1 }));
}

test('a flattened tensor that is gathered in its own order is opened as a reshape', async () => {
  const strided = (indices: readonly number[]): ModelBuilder => {
    const builder = new ModelBuilder();
    const pooled = builder.node('GlobalAveragePool', 'pool', [builder.input('x', [1, 4, 4, 4])]);
    const flat = builder.node('Reshape', 'flat', [pooled, builder.ints('all', [-1])]);
    const constant = integersConstant(indices, [1, indices.length]);
    return builder.gives(
      builder.node('Gather', 'strided', [flat, builder.graph.constant('order', constant)]),
    );
  };
  const model = await prepareModel(await strided([0, 1, 2, 3]).save(), { threads });
  expect(model.graph.nodes.map(({ opType }) => opType)).toEqual(['GlobalAveragePool', 'Reshape']);
  expect(await twoOnes(model, [4, 4, 4])).toBeLessThan(1e-6);
  for (const indices of [
    [0, 1, 2],
    [0, 2, 1, 3],
  ]) {
    const kept = await prepareModel(await strided(indices).save(), { threads });
    expect(kept.graph.nodes.map(({ opType }) => opType)).toContain('Gather');
    expect(kept.facts.batched).toBe(false);
  }
});

const network = (make: (builder: ModelBuilder) => void): ModelBuilder => {
  const builder = new ModelBuilder();
  make(builder);
  return builder;
};

test.each([
  [
    'two inputs',
    network((made) => {
      const [a, b] = [made.input('image', [1, 3, 8, 8]), made.input('mask', [1, 1, 8, 8])];
      made.gives(made.node('Mul', 'm', [a, b]));
    }),
    'the graph has 2: "image" [1, 3, 8, 8], "mask" [1, 1, 8, 8]',
  ],
  [
    'no image',
    network((made) => made.gives(made.node('Relu', 'r', [made.input('x', [1, 16])]))),
    'found "x" [1, 16]',
  ],
  [
    'no class scores',
    network((made) => made.gives(made.node('Relu', 'r', [made.input('x', [n, 3, 8, 8])]))),
    'the graph gives "r:0" float32 [n, 3, 8, 8]',
  ],
])('%s: refused with what was found', async (_what, builder, message) => {
  const error = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(error.code).toBe('MODEL_UNSUPPORTED');
  expect(error.message).toContain(message);
});

test('what ONNX Runtime cannot load is an invalid model, in its words', async () => {
  const builder = network((made) =>
    made.gives(made.node('NoSuchOperation', 'n', [made.input('x', [1, 3, 8, 8])])),
  );
  const { code, message } = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(code).toBe('MODEL_INVALID');
  expect(message).toContain('NoSuchOperation');
});

test('what ONNX Runtime loads and cannot run is an invalid model as well', async () => {
  const builder = network((made) => {
    const x = made.input('x', [1, 3, 8, 8]);
    const rows = made.node('Reshape', 'rows', [x, made.node('Neg', 'size', [made.ints('seven', [7])])]);
    made.gives(made.node('Flatten', 'flat', [rows], { axis: 1 }));
  });
  const { code, message } = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(code).toBe('MODEL_INVALID');
  expect(message).toMatch(/model\.onnx: ONNX Runtime failed: .*rows/s);
});

test('images that no memory holds are refused before one is made', async () => {
  const builder = network((made) => {
    const pooled = made.node('GlobalAveragePool', 'p', [made.input('x', [1, 3, 2 ** 31, 2 ** 31])]);
    made.gives(made.node('Flatten', 'flat', [pooled], { axis: 1 }));
  });
  const { code, message } = await failure(async () => prepareModel(await builder.save(), { threads }));
  expect(code).toBe('MODEL_TOO_LARGE');
  expect(message).toContain('"x" [1, 3, 2147483648, 2147483648]');
});

test('a file that takes thousands of images at a time is verified with some of them', async () => {
  const model = await prepareModel(await tinyClassifier(4_000).save(), { threads });
  expect(model.facts.batched).toBe(true);
  const mixing = tinyClassifier(4_000, (made, scores) =>
    made.node('Softmax', 'over images', [scores], { axis: 0 }),
  );
  const { message } = await failure(async () => prepareModel(await mixing.save(), { threads }));
  expect(message).toContain('takes exactly 4000 images at a time');
});

test('external data that is missing is told before anything runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'camline-'));
  await copyFile(join(goldens, 'mini_vgg.dynamo.onnx'), join(folder, 'net.onnx'));
  const { code } = await failure(() => prepareModel(join(folder, 'net.onnx'), { threads }));
  expect(code).toBe('MODEL_EXTERNAL_DATA');
});
