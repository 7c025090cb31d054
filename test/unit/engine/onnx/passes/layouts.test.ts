import { expect, test } from 'vitest';
import type { Dim, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { applyMeasurement } from '../../../../../src/engine/onnx/passes/applyMeasurement.ts';
import { readAsMap } from '../../../../../src/engine/onnx/passes/layout.ts';
import { layoutsOf } from '../../../../../src/engine/onnx/passes/layouts.ts';
import { measure } from '../../../../../src/engine/onnx/passes/measure.ts';
import { tokensFor } from '../../../../../src/engine/onnx/passes/tokenGrid.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

const n = { perImage: 1 };

/** How the result of `make`, from an image [n, 4, 4, 6], is read: "kind, channels x rows x columns" or null. */
async function reading(make: (made: ModelBuilder, x: Value) => Value): Promise<string | null> {
  const builder = new ModelBuilder();
  builder.gives(make(builder, builder.input('x', [n, 4, 4, 6])));
  return readingOf(builder, builder.graph.outputs[0]!);
}

async function readingOf({ graph }: ModelBuilder, value: Value): Promise<string | null> {
  applyMeasurement(graph, await measure(graph, [2, 3], 1));
  const found = readAsMap(layoutsOf(graph, null).get(value), value.shape);
  if (found === null) return null;
  const { view, spatial } = found;
  const leading = view.kind === 'tokens' ? ` behind ${view.leading}` : '';
  return `${view.kind}${leading}, ${spatial.join('x')}`;
}

const turn = (made: ModelBuilder, value: Value, perm: readonly number[], name = `t${perm.join('')}`): Value =>
  made.node('Transpose', name, [value], { perm });
const reshape = (made: ModelBuilder, value: Value, target: readonly number[]): Value =>
  made.node('Reshape', `r${target.join(',')}`, [value, made.ints(`to ${target.join(',')}`, target)]);
const tokens = (made: ModelBuilder, x: Value): Value => turn(made, reshape(made, x, [0, 4, 24]), [0, 2, 1]);
const withClass = (made: ModelBuilder, x: Value): Value => {
  const row = tokens(made, x);
  const first = made.node('ReduceMean', 'first', [row, made.ints('axes', [1])]);
  return made.node('Concat', 'joined', [first, row], { axis: 1 });
};
const slice = (made: ModelBuilder, value: Value, start: number, end: number, axis: number): Value =>
  made.node('Slice', `slice ${start}`, [
    value,
    ...Object.entries({ start: [start], end: [end], axis: [axis] }).map(([name, at]) => made.ints(name, at)),
  ]);

test.each([
  ['elementwise', (made, x) => made.node('Relu', 'relu', [x]), 'channelsFirst, 4x4x6'],
  ['channels last', (made, x) => turn(made, x, [0, 2, 3, 1]), 'channelsLast, 4x4x6'],
  ['rows and columns swapped', (made, x) => turn(made, x, [0, 1, 3, 2]), null],
  [
    'a product with weights, channels last',
    (made, x) => made.node('MatMul', 'm', [turn(made, x, [0, 2, 3, 1]), made.floats('w', [4, 9])]),
    'channelsLast, 9x4x6',
  ],
  ['a product along columns', (made, x) => made.node('MatMul', 'm', [x, made.floats('w', [6, 6])]), null],
  [
    'a product of two computed',
    (made, x) => made.node('MatMul', 'm', [x, turn(made, x, [0, 1, 3, 2])]),
    null,
  ],
  [
    'attention: every patch looks at every patch, without a residual',
    (made, x) => {
      const row = made.node('MatMul', 'projection', [tokens(made, x), made.floats('w', [4, 4])]);
      const heads = turn(made, reshape(made, row, [0, 24, 2, 2]), [0, 2, 1, 3], 'heads');
      const likeness = made.node('MatMul', 'qk', [heads, turn(made, heads, [0, 1, 3, 2], 'keys')]);
      const weights = made.node('Softmax', 'softmax', [likeness], { axis: -1 });
      const mixed = turn(made, made.node('MatMul', 'mixed', [weights, heads]), [0, 2, 1, 3], 'joined');
      return reshape(made, mixed, [0, 24, 4]);
    },
    'tokens behind 0, 4x4x6',
  ],
  [
    'tokens that a batch norm took as a batch',
    (made, x) => {
      const rows = made.node('Flatten', 'rows', [tokens(made, x)], { axis: 2 });
      const wide = made.node('MatMul', 'linear', [rows, made.floats('w', [4, 6])]);
      const statistics = ['scale', 'bias', 'mean', 'variance'].map((name) => made.floats(name, [6]));
      return reshape(made, made.node('BatchNormalization', 'norm', [wide, ...statistics]), [-1, 24, 6]);
    },
    'tokens behind 0, 6x4x6',
  ],
  [
    'tokens that were mixed as a batch',
    (made, x) => {
      const turned = turn(made, reshape(made, tokens(made, x), [-1, 4]), [1, 0]);
      return reshape(made, turned, [-1, 24, 4]);
    },
    null,
  ],
  [
    'channels shuffled',
    (made, x) => reshape(made, turn(made, reshape(made, x, [0, 2, 2, 4, 6]), [0, 2, 1, 3, 4]), [0, 4, 4, 6]),
    'channelsFirst, 4x4x6',
  ],
  ['patches in a row', tokens, 'tokens behind 0, 4x4x6'],
  [
    'channels last, flattened',
    (made, x) => reshape(made, turn(made, x, [0, 2, 3, 1]), [0, 24, 4]),
    'tokens behind 0, 4x4x6',
  ],
  ['patches in a row, channels first', (made, x) => reshape(made, x, [0, 4, 24]), null],
  ['behind a class token', withClass, 'tokens behind 1, 4x4x6'],
  [
    'before a class token',
    (made, x) => {
      const row = tokens(made, x);
      return made.node('Concat', 'joined', [row, slice(made, row, 0, 1, 1)], { axis: 1 });
    },
    null,
  ],
  [
    'without the class token again',
    (made, x) => slice(made, withClass(made, x), 1, 99, 1),
    'tokens behind 0, 4x4x6',
  ],
  ['the class token alone', (made, x) => slice(made, withClass(made, x), 0, 1, 1), null],
  ['without the first patch too', (made, x) => slice(made, withClass(made, x), 2, 99, 1), null],
  [
    'some channels of tokens',
    (made, x) => slice(made, withClass(made, x), 1, 3, -1),
    'tokens behind 1, 2x4x6',
  ],
  ['a grid again', (made, x) => reshape(made, tokens(made, x), [0, 4, 6, 4]), 'channelsLast, 4x4x6'],
  ['another grid', (made, x) => reshape(made, tokens(made, x), [0, 6, 4, 4]), null],
  ['windows', (made, x) => reshape(made, turn(made, x, [0, 2, 3, 1]), [0, 2, 2, 6, 4]), null],
  [
    'a branch that cannot be followed, added to a map',
    (made, x) => {
      const windows = reshape(
        made,
        turn(made, reshape(made, x, [0, 4, 2, 2, 6]), [0, 1, 3, 2, 4]),
        [0, 4, 4, 6],
      );
      return made.node('Abs', 'abs', [made.node('Add', 'sum', [windows, x])]);
    },
    'channelsFirst, 4x4x6',
  ],
  ['a single position', (made, x) => made.node('GlobalAveragePool', 'pool', [x]), null],
] satisfies [string, (made: ModelBuilder, x: Value) => Value, string | null][])(
  '%s',
  async (_what, make, expected) => {
    expect(await reading(make)).toBe(expected);
  },
);

test('what is added to a map is read as one, back to where it cannot be followed', async () => {
  const builder = new ModelBuilder();
  const x = builder.input('x', [n, 4, 4, 6]);
  const windows = reshape(
    builder,
    turn(builder, reshape(builder, x, [0, 4, 2, 2, 6]), [0, 1, 3, 2, 4]),
    [0, 4, 4, 6],
  );
  const relu = builder.node('Relu', 'relu', [windows]);
  builder.gives(builder.node('Add', 'sum', [relu, x]));
  applyMeasurement(builder.graph, await measure(builder.graph, [2, 3], 1));
  const layouts = layoutsOf(builder.graph, null);
  expect(layouts.get(relu)).toEqual(['image', 'channel', 'row', 'column']);
  expect(layouts.get(windows)).toEqual(['image', 'channel', 'row', 'column']);
  expect(layouts.get(windows.producer!.inputs[0]!)).toBeUndefined();
});

test.each([
  ['a global pooling', 'channelsFirst, 4x4x6', (made, map) => made.node('GlobalAveragePool', 'p', [map])],
  ['a convolution', 'channelsFirst, 4x4x6', (made, map) => made.conv('c', map, [4, 2])],
  ['rows and columns averaged', 'channelsFirst, 4x4x6', (made, map) => averaged(made, map, [-1, -2])],
  ['axes 1 and 2 averaged', 'channelsLast, 6x4x4', (made, map) => averaged(made, map, [1, 2])],
  ['one axis averaged', null, (made, map) => averaged(made, map, [3])],
  ['all axes averaged', null, (made, map) => averaged(made, map, [1, 2, 3])],
] satisfies [string, string | null, (made: ModelBuilder, map: Value) => Value][])(
  'a map that comes out of windows is known by what follows: %s',
  async (_what, expected, follows) => {
    const builder = new ModelBuilder();
    const split = reshape(builder, builder.input('x', [n, 4, 4, 6]), [0, 4, 2, 2, 6]);
    const map = reshape(builder, turn(builder, split, [0, 1, 3, 2, 4]), [0, 4, 4, 6]);
    builder.gives(follows(builder, map));
    expect(await readingOf(builder, map)).toBe(expected);
  },
);

const averaged = (made: ModelBuilder, map: Value, axes: readonly number[]): Value =>
  made.node('ReduceMean', 'mean', [map, made.ints('axes', axes)]);

test.each<[Dim, boolean]>([
  [n, true],
  [1, true],
  [{ perImage: 4 }, false],
  [5, false],
])('images along the first axis alone: %j', (batch, isMap) => {
  const layout = ['image', 'channel', 'row', 'column'] as const;
  expect(readAsMap(layout, [batch, 2, 3, 4]) !== null).toBe(isMap);
});

test.each([
  [196, null, 0, [14, 14]],
  [197, null, 1, [14, 14]],
  [50, null, 1, [7, 7]],
  [2, null, 1, [1, 1]],
  [198, null, 0, null],
  [198, [14, 14], 2, [14, 14]],
  [197, [4, 49], 1, [4, 49]],
  [129, [8, 16], 1, [8, 16]],
  [100, [9, 9], 0, null],
  [100, [11, 11], 0, null],
] as const)('%i tokens, grid given: %j', (count, given, leading, grid) => {
  expect(tokensFor(count, given)).toEqual({ leading, grid });
});
