import { describe, expect, test } from 'vitest';
import type { Constant, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { onceOf, placeAfterReshape } from '../../../../../src/engine/onnx/passes/batchPlace.ts';
import { floatsConstant } from '../../../../../src/engine/onnx/passes/hoistConstants.ts';
import { noise } from '../../../../../src/engine/onnx/passes/noise.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import { failure } from '../../../../support/failure.ts';
import { maxDifference } from '../../../../support/golden.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';
import { run } from './support/run.ts';

describe('where the images are after a reshape', () => {
  test.each([
    ['patches', { axis: 0, outer: 1 }, [1, 8, 7, 7], [1, 8, 49], { axis: 0, outer: 1 }],
    ['windows join the images', { axis: 0, outer: 1 }, [1, 4, 49, 8], [4, 49, 8], { axis: 0, outer: 1 }],
    ['and leave them', { axis: 0, outer: 1 }, [4, 49, 8], [1, 4, 49, 8], { axis: 0, outer: 1 }],
    ['images second', { axis: 1, outer: 1 }, [50, 1, 24], [50, 1, 3, 8], { axis: 1, outer: 1 }],
    [
      'heads join images that are second',
      { axis: 1, outer: 1 },
      [50, 1, 24],
      [50, 3, 8],
      { axis: 1, outer: 1 },
    ],
    [
      'tokens join images, features do not',
      { axis: 1, outer: 1 },
      [50, 1, 3, 8],
      [50, 24],
      { axis: 0, outer: 50 },
    ],
    ['and leave them again', { axis: 0, outer: 50 }, [50, 24], [50, 1, 24], { axis: 1, outer: 1 }],
    ['images cut across', { axis: 1, outer: 1 }, [6, 2, 5], [4, 15], null],
  ] as const)('%s', (_what, place, before, after, expected) => {
    const count = before.includes(2 as never) ? 2 : 1;
    expect(placeAfterReshape(place, before, after, count)).toEqual(expected);
  });
});

test('a constant that says the same for each image says it once', () => {
  const values = (constant: Constant | null): number[] | null =>
    constant === null ? null : [...new Float32Array(constant.bytes.buffer)];
  const masks = floatsConstant([1, 2, 1, 2, 3, 4, 3, 4], [2, 2, 2]);
  expect(values(onceOf(masks, { axis: 1, outer: 1 }, 2))).toEqual([1, 2, 3, 4]);
  expect(onceOf(masks, { axis: 1, outer: 1 }, 2)!.shape).toEqual([2, 1, 2]);
  expect(onceOf(masks, { axis: 0, outer: 1 }, 2)).toBeNull();
  const windows = floatsConstant([1, 2, 1, 2], [4]);
  expect(values(onceOf(windows, { axis: 0, outer: 1 }, 2))).toEqual([1, 2]);
  expect(onceOf(windows, { axis: 0, outer: 2 }, 2)).toBeNull();
});

/** Images [b, 3, 4, 4] as tokens [16, b, 3] or [b, 16, 3], what `make` does with them, and their mean as scores. */
function network(
  batch: number,
  order: 'imagesFirst' | 'tokensFirst',
  make: (made: ModelBuilder, tokens: Value) => Value,
): ModelBuilder {
  const builder = new ModelBuilder();
  const rows = reshape(builder, builder.input('x', [batch, 3, 4, 4]), [batch, 3, 16]);
  const perm = order === 'imagesFirst' ? [0, 2, 1] : [2, 0, 1];
  const made = make(builder, builder.node('Transpose', 'tokens', [rows], { perm }));
  const axes = builder.ints('axes', [order === 'imagesFirst' ? 1 : 0]);
  return builder.gives(builder.node('ReduceMean', 'mean', [made, axes], { keepdims: 0 }));
}

const reshape = (made: ModelBuilder, value: Value, target: readonly number[]): Value =>
  made.node('Reshape', `to ${target.join()}`, [value, made.ints(`target ${target.join()}`, target)]);

/** b images' worth of `values`, the same for each. */
const forEach = (made: ModelBuilder, batch: number, shape: readonly number[], seed = 5): Value => {
  const once = [...noise(shape.slice(1), seed).data];
  const all = Array.from({ length: batch }, () => once).flat();
  return made.graph.constant('each', floatsConstant(all, shape));
};

/** Attention as torch.nn.MultiheadAttention computes it: tokens first, one head of 3 features an image. */
function attended(made: ModelBuilder, batch: number, tokens: Value): Value {
  const rows = reshape(made, tokens, [16 * batch, 3]);
  const mixed = made.node('Gemm', 'mixed', [rows, made.floats('w', [3, 6], 4)]);
  const heads = reshape(made, mixed, [16, 2 * batch, 3]);
  const first = made.node('Transpose', 'heads', [heads], { perm: [1, 0, 2] });
  const turned = made.node('Transpose', 'turned', [heads], { perm: [1, 2, 0] });
  const weights = made.node('Softmax', 'weights', [made.node('MatMul', 'scores', [first, turned])], {
    axis: -1,
  });
  const out = made.node('Transpose', 'out', [made.node('MatMul', 'sum', [weights, first])], {
    perm: [1, 0, 2],
  });
  return reshape(made, out, [16, batch, 6]);
}

const int = (made: ModelBuilder, values: readonly number[]): Value =>
  made.ints(`ints ${values.join()}`, values);

describe.each([1, 2])('a batch fixed at %i is opened', (batch) => {
  test.each([
    ['attention with tokens first', 'tokensFirst', (made, tokens) => attended(made, batch, tokens)],
    [
      'a class token that is expanded to the batch',
      'imagesFirst',
      (made, tokens) => {
        const token = made.node('Expand', 'token', [
          made.floats('class', [1, 1, 3], 9),
          int(made, [batch, 1, 3]),
        ]);
        return made.node('Concat', 'joined', [token, tokens], { axis: 1 });
      },
    ],
    [
      'a class token before tokens that stand first',
      'tokensFirst',
      (made, tokens) =>
        made.node(
          'Concat',
          'joined',
          [
            made.node('Transpose', 'class', [forEach(made, batch, [batch, 1, 3])], { perm: [1, 0, 2] }),
            tokens,
          ],
          { axis: 0 },
        ),
    ],
    [
      'a mask of the batch',
      'imagesFirst',
      (made, tokens) => made.node('Add', 'masked', [tokens, forEach(made, batch, [batch, 16, 3])]),
    ],
    [
      'a mask that ConstantOfShape makes',
      'imagesFirst',
      (made, tokens) => {
        const value = floatsConstant([0.5], [1]);
        const mask = made.node('ConstantOfShape', 'mask', [int(made, [batch, 16, 1])], { value });
        return made.node('Exp', 'e', [made.node('Mul', 'masked', [tokens, mask])]);
      },
    ],
    [
      'a mask that Tile repeats for the batch',
      'imagesFirst',
      (made, tokens) => {
        const mask = made.node('Tile', 'mask', [made.floats('m', [1, 16, 3], 6), int(made, [batch, 1, 1])]);
        return made.node('Mul', 'masked', [tokens, mask]);
      },
    ],
    [
      'tokens expanded to the shape that they have',
      'imagesFirst',
      (made, tokens) => {
        const one = made.node('ReduceMean', 'one', [tokens, made.ints('over', [1])]);
        return made.node('Add', 'sum', [
          tokens,
          made.node('Expand', 'wide', [one, int(made, [batch, 16, 3])]),
        ]);
      },
    ],
    [
      'a slice of all images',
      'imagesFirst',
      (made, tokens) =>
        made.node('Slice', 'part', [tokens, int(made, [0, 1]), int(made, [batch, 9]), int(made, [0, 1])]),
    ],
    [
      'first states of a recurrent layer',
      'tokensFirst',
      (made, tokens) => {
        const inputs = [tokens, made.floats('W', [1, 8, 3], 2), made.floats('R', [1, 8, 2], 3), null, null];
        const states = [1, 2].map((seed) => {
          const each = [...noise([2], seed).data];
          const all = Array.from({ length: batch }, () => each).flat();
          return made.graph.constant('state', floatsConstant(all, [1, batch, 2]));
        });
        const lstm = made.node('LSTM', 'lstm', [...inputs, ...states], { hidden_size: 2 });
        return made.node('Squeeze', 'y', [lstm, int(made, [1])]);
      },
    ],
  ] satisfies [string, 'imagesFirst' | 'tokensFirst', (made: ModelBuilder, tokens: Value) => Value][])(
    '%s',
    async (_what, order, make) => {
      const builder = network(batch, order, make);
      const model = await prepareModel(await builder.save(), { threads: 1 });
      expect(model.facts).toMatchObject({ batched: true, notes: [] });
      const images = noise([4, 3, 4, 4], 11);
      const all = (await run(model.graph, images))[model.logits.name]!.data as Float32Array;
      const steps: number[] = [];
      for (let at = 0; at < 4; at += batch) {
        const data = images.data.slice(at * 48, (at + batch) * 48);
        const result = await run(builder.graph, { type: 'float32', data, shape: [batch, 3, 4, 4] });
        steps.push(...(result['mean:0']!.data as Float32Array));
      }
      expect(maxDifference(all, Float32Array.from(steps))).toBeLessThan(1e-5);
    },
  );
});

test('a mask that differs from image to image cannot be opened', async () => {
  const masked = (made: ModelBuilder, tokens: Value): Value =>
    made.node('Add', 'masked', [tokens, made.floats('mask', [2, 16, 3], 6)]);
  const { code, message } = await failure(async () =>
    prepareModel(await network(2, 'imagesFirst', masked).save(), { threads: 1 }),
  );
  expect(code).toBe('MODEL_UNSUPPORTED');
  expect(message).toContain('takes exactly 2 images at a time');
});
