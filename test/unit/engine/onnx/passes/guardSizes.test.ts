import { expect, test } from 'vitest';
import { prepareModel } from '../../../../../src/engine/onnx/passes/prepare.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { failure } from '../../../../support/failure.ts';
import { ModelBuilder } from '../../../../support/onnxModel.ts';

type Make = (made: ModelBuilder, x: Value) => Value;

/** Scores are the image's channel means; something of `make` is added to them, reduced to one number. */
function network(make: Make): ModelBuilder {
  const builder = new ModelBuilder();
  const x = builder.input('x', [{ perImage: 1 }, 3, 8, 8]);
  const flat = builder.node('Flatten', 'flat', [builder.node('GlobalAveragePool', 'pool', [x])], { axis: 1 });
  const extra = builder.node('ReduceMean', 'one number', [make(builder, x)], { keepdims: 0 });
  return builder.gives(builder.node('Add', 'scores', [flat, extra]));
}

const large = 2 ** 15;
/** The same numbers as the constant's, but known only once the graph runs. */
const computed = (made: ModelBuilder, values: readonly number[]): Value =>
  made.node('Neg', `minus ${values.join(' ')}`, [
    made.ints(
      'negative',
      values.map((value) => -value),
    ),
  ]);
const given = (made: ModelBuilder, values: readonly number[]): Value => made.ints('given', values);
const asFloats = (made: ModelBuilder, values: Value): Value =>
  made.node('Cast', 'as floats', [values], { to: 1 });

type Sizes = (made: ModelBuilder, values: readonly number[]) => Value;
type Maker = (made: ModelBuilder, x: Value, sizes: Sizes, size: number) => Value;

const makers: Readonly<Record<string, Maker>> = {
  ConstantOfShape: (made, _x, sizes, size) =>
    made.node('ConstantOfShape', 'grown', [sizes(made, [size, size])]),
  Expand: (made, _x, sizes, size) =>
    made.node('Expand', 'grown', [made.scalar('one', 1), sizes(made, [size, size])]),
  Tile: (made, x, sizes, size) => made.node('Tile', 'grown', [x, sizes(made, [1, 1, size / 8, size / 8])]),
  Range: (made, _x, sizes, size) => {
    const scalar = (value: number): Value => made.node('Squeeze', `scalar ${value}`, [sizes(made, [value])]);
    const range = made.node('Range', 'grown', [scalar(0), scalar(size * size), scalar(1)]);
    return asFloats(made, range);
  },
  Pad: (made, x, sizes, size) => made.node('Pad', 'grown', [x, sizes(made, [0, 0, size, size, 0, 0, 0, 0])]),
  Resize: (made, x, sizes, size) =>
    made.node('Resize', 'grown', [x, null, null, sizes(made, [1, 3, size, size])]),
};
const everyMaker = Object.entries(makers).flatMap(([name, maker]) => [
  [name, 'a given size', maker, given] as const,
  [name, 'a computed size', maker, computed] as const,
]);

test.each(everyMaker)('%s of %s: more numbers than any network has', async (name, _how, maker, sizes) => {
  const builder = network((made, x) => maker(made, x, sizes, large));
  const start = performance.now();
  const error = await failure(async () => prepareModel(await builder.save(), { threads: 1 }));
  expect(error.code, error.message).toBe('MODEL_TOO_LARGE');
  expect(error.message).toContain(`node "grown" (${name}) would make`);
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each(everyMaker)('%s of %s: some more numbers are fine', async (_name, _how, maker, sizes) => {
  const builder = network((made, x) => maker(made, x, sizes, 16));
  await expect(prepareModel(await builder.save(), { threads: 1 })).resolves.toBeDefined();
});

test('small tensors that broadcast to a large one', async () => {
  const builder = network((made) =>
    made.node('Add', 'outer', [made.floats('rows', [large, 1]), made.floats('columns', [1, large])]),
  );
  const { code, message } = await failure(async () => prepareModel(await builder.save(), { threads: 1 }));
  expect([code, message]).toEqual(['MODEL_TOO_LARGE', expect.stringContaining('"outer" (Add) would make')]);
});

const paddedRows = (made: ModelBuilder, x: Value, sizes: Sizes, size: number): Value => {
  const [pads, axes] = [sizes(made, [size, size, 0, 0]), made.ints('axes', [-2, 3])];
  return made.node('Pad', 'grown', [x, pads, null, axes]);
};

test.each([
  ['given', given],
  ['computed', computed],
] as const)('Pad of two axes that are named, sizes %s', async (_how, sizes) => {
  const few = network((made, x) => paddedRows(made, x, sizes, 16));
  await expect(prepareModel(await few.save(), { threads: 1 })).resolves.toBeDefined();
  const many = network((made, x) => paddedRows(made, x, sizes, large));
  const { code, message } = await failure(async () => prepareModel(await many.save(), { threads: 1 }));
  expect([code, message]).toEqual(['MODEL_TOO_LARGE', expect.stringContaining('"grown" (Pad) would make')]);
});
