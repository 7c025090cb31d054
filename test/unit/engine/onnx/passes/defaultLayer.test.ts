import { describe, expect, test } from 'vitest';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import { isCutByImage } from '../../../../../src/engine/onnx/graphs/frontier.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { integersConstant } from '../../../../../src/engine/onnx/ir/integers.ts';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { PreparedModel } from '../../../../../src/engine/onnx/passes/preparedModel.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';
import { smallTransformer } from './support/smallTransformer.ts';

const n = { perImage: 1 };
const open = (path: string): Promise<PreparedModel> => prepareModel(path, { threads: 2 });

describe('the default layer of transformers', () => {
  test.each([
    ['class', 'norm1'],
    ['mean', 'norm2'],
    // What the class token reads and the patches that go past it part behind the tokens.
    ['both', 'tokens'],
  ] as const)('%s token at the end: %s', async (end, expected) => {
    const { layers } = await open(await smallTransformer({ end }).save());
    expect(layers.resolve(undefined)).toMatchObject({
      tensor: `${expected}:0`,
      view: { kind: 'tokens', leading: 1, rows: 4, columns: 4 },
      spatial: [6, 4, 4],
    });
  });

  test('weights and heads of attention are no maps', async () => {
    const { layers } = await open(await smallTransformer({ end: 'class' }).save());
    for (const name of ['scores', 'weights', 'values', 'heads'])
      expect(layers.resolve(name).view, name).toBeNull();
    expect(layers.resolve('attended').view).not.toBeNull();
  });
});

/** Two branches of patches (of 2 and of 4 pixels), a class token's head for each, the mean of both: as CrossViT ends. */
async function branches(): Promise<string> {
  const made = new ModelBuilder();
  const x = made.input('x', [n, 3, 8, 8]);
  const head = (side: number, name: string): Value => {
    const count = (8 / side) ** 2;
    const kernel = { kernel_shape: [side, side], strides: [side, side] };
    const map = made.node(
      'Conv',
      `${name}/patches`,
      [x, made.floats(`${name}.f`, [6, 3, side, side])],
      kernel,
    );
    const row = made.node('Reshape', `${name}/row`, [map, made.ints(`${name}.shape`, [0, 6, count])]);
    const tokens = made.node('Transpose', `${name}/tokens`, [row], { perm: [0, 2, 1] });
    const norm = made.node('LayerNormalization', `${name}/norm`, [tokens, made.floats(`${name}.w`, [6])], {
      axis: -1,
    });
    const keys = made.node('Transpose', `${name}/keys`, [norm], { perm: [0, 2, 1] });
    const weights = made.node('Softmax', `${name}/weights`, [
      made.node('MatMul', `${name}/scores`, [norm, keys]),
    ]);
    const block = made.node('Add', `${name}/sum`, [
      tokens,
      made.node('MatMul', `${name}/values`, [weights, norm]),
    ]);
    const end = made.node('LayerNormalization', `${name}/end`, [block, made.floats(`${name}.e`, [6])], {
      axis: -1,
    });
    const pick = made.node(
      'Gather',
      `${name}/pick`,
      [end, made.graph.constant(`${name}.0`, integersConstant([0], []))],
      { axis: 1 },
    );
    const scores = made.node('Gemm', `${name}/head`, [pick, made.floats(`${name}.classes`, [6, 5])]);
    return made.node('Unsqueeze', `${name}/branch`, [scores, made.ints(`${name}.at`, [0])]);
  };
  const stack = made.node('Concat', 'stack', [head(2, 'small'), head(4, 'large')], { axis: 0 });
  return made.gives(made.node('ReduceMean', 'mean', [stack, made.ints('axes', [0])], { keepdims: 0 })).save();
}

test('branches side by side: the default is in the last one, and it can be cut though heads are stacked', async () => {
  const { graph, layers } = await open(await branches());
  const standard = layers.resolve(undefined);
  expect(standard).toMatchObject({ name: 'large/norm:0', spatial: [6, 2, 2] });
  const { tail, frontier } = cutAt(graph, standard.tensor);
  expect(frontier.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['large/norm:0', 'large/tokens:0']),
  );
  expect(frontier.every(isCutByImage)).toBe(true);
  expect(tail.map(({ name }) => name)).toContain('small/branch');
});
