/** What the comparison with the file sees: images that influence each other, whatever the scores of a single class are. */
import { describe, expect, test } from 'vitest';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { checkImages } from '../../../../../src/engine/onnx/passes/checkImages.ts';
import { closeScores } from '../../../../../src/engine/onnx/passes/closeScores.ts';
import { floatsConstant } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

const threads = 1;
const n = { perImage: 1 };

const constant = (made: ModelBuilder, name: string, values: readonly number[], shape = [values.length]) =>
  made.graph.constant(name, floatsConstant([...values], shape));

/** Conv, Relu, mean, linear; `before` stands between the images and the rest, `after` behind the scores. */
function network(
  batch: typeof n | 1,
  before: (made: ModelBuilder, x: Value) => Value,
  after: (made: ModelBuilder, scores: Value) => Value = (_made, scores) => scores,
): ModelBuilder {
  const made = new ModelBuilder();
  const x = before(made, made.input('x', [batch, 3, 8, 8]));
  const weights = [made.floats('conv.weight', [4, 3, 3, 3], 3), made.floats('conv.bias', [4], 4)];
  const conv = made.node('Conv', 'conv', [x, ...weights], { kernel_shape: [3, 3] });
  const pooled = made.node('GlobalAveragePool', 'pool', [made.node('Relu', 'relu', [conv])]);
  const flat = made.node('Flatten', 'flat', [pooled], { axis: 1 });
  const fc = [made.floats('fc.weight', [4, 5], 5), made.floats('fc.bias', [5], 6)];
  return made.gives(after(made, made.node('Gemm', 'fc', [flat, ...fc])));
}

/** (x - min) / (max - min) over the whole batch. */
function stretched(made: ModelBuilder, x: Value): Value {
  const [low, high] = ['ReduceMin', 'ReduceMax'].map((opType) =>
    made.node(opType, opType, [x], { keepdims: 0 }),
  );
  const range = made.node('Sub', 'range', [high!, low!]);
  return made.node('Div', 'stretched', [made.node('Sub', 'shifted', [x, low!]), range]);
}

/** Half the mean of the batch is taken off, and a sixth class never wins. */
function mixedAndMasked(made: ModelBuilder, scores: Value): Value {
  const mean = made.node('ReduceMean', 'mean', [scores, made.ints('axes', [0])], { keepdims: 1 });
  const half = made.node('Mul', 'half', [mean, constant(made, 'one half', [0.5])]);
  return masked(-1e9)(made, made.node('Sub', 'mixed', [scores, half]));
}

const masked =
  (score: number) =>
  (made: ModelBuilder, scores: Value): Value => {
    const mask = constant(made, 'mask', [0, 0, 0, 0, score]);
    return made.node('Add', 'masked', [scores, mask]);
  };

const asIs = (_made: ModelBuilder, x: Value): Value => x;

const opened = async (made: ModelBuilder) => (await prepareModel(await made.save(), { threads })).facts;

describe.each([
  ['fixed at 1', 1],
  ['open', n],
] as const)('with a batch that is %s', (_what, batch) => {
  test('images stretched by the range of all of them go through one by one', async () => {
    const facts = await opened(network(batch, stretched));
    expect(facts.batched).toBe(false);
    expect(facts.notes.join()).toContain('one by one');
  });

  test('a class masked by -1e9 hides no influence on the others', async () => {
    expect((await opened(network(batch, asIs, mixedAndMasked))).batched).toBe(false);
  });

  test('and a sound network with such a class is opened', async () => {
    expect((await opened(network(batch, asIs, masked(-1e9)))).batched).toBe(true);
  });

  test.each(['Log', 'Sqrt'])('%s of the pixels: the images are 0 … 1', async (opType) => {
    const root = (made: ModelBuilder, x: Value): Value =>
      made.node(opType, opType, [made.node('Add', 'lifted', [x, constant(made, 'least', [1e-3])])]);
    expect((await opened(network(batch, root))).batched).toBe(true);
  });

  test('a class masked by -Infinity is refused by its number', async () => {
    const path = await network(batch, asIs, masked(-Infinity)).save();
    const refused = await failure(() => prepareModel(path, { threads }));
    expect(refused).toMatchObject({ code: 'MODEL_UNSUPPORTED' });
    expect(refused.message).toMatch(/masks class 4: the score is -Infinity/);
  });
});

test('images differ in range, mean and spread', () => {
  const { data } = checkImages([3, 3, 16, 16], false);
  const figures = [0, 1, 2].map((image) => {
    const values = [...data.subarray(image * 768, (image + 1) * 768)];
    const mean = values.reduce((sum, value) => sum + value, 0) / 768;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 768);
    return [mean, spread, Math.max(...values) - Math.min(...values)];
  });
  for (const [one, other] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    figures[one]!.forEach((value, at) =>
      expect(Math.abs(value - figures[other]![at]!)).toBeGreaterThan(0.02),
    );
  expect(data.every((value) => value >= -1 && value <= 1)).toBe(true);
  expect(checkImages([3, 3, 16, 16], true).data.every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('each class has its own measure, and probabilities the largest', () => {
  const close = (found: number[], expected: number[], classes: number): boolean =>
    closeScores(Float32Array.from(found), Float32Array.from(expected), classes);
  const expected = [1, 2, -1e9, 2, 3, -1e9];
  expect(close([1, 2.0005, -1e9, 2, 3, -1e9], expected, 3)).toBe(true);
  expect(close([1, 2.1, -1e9, 2, 3, -1e9], expected, 3)).toBe(false);
  expect(close([0.9, 1.001e-9, 0.1, 2e-9], [0.9, 1e-9, 0.1, 2e-9], 2)).toBe(true);
  expect(close([1, NaN], [1, 2], 2)).toBe(false);
});
