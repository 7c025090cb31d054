/**
 * The gradient of a linear operation is its adjoint: <op(x), dy> = <x, gradient(dy)> for every x and dy, up to rounding.
 * That needs no step size, so it can be asked of every geometry.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shapeOf } from '../../src/engine/onnx/grad/dims.ts';
import { isKnown } from '../../src/engine/onnx/grad/rules/interpolation.ts';
import { emitGradient } from '../../src/engine/onnx/grad/walker.ts';
import { prune } from '../../src/engine/onnx/graphs/prune.ts';
import type { Value } from '../../src/engine/onnx/ir/graph.ts';
import { elementCount, type Tensor } from '../../src/tensor/tensor.ts';
import { randomGenerator, uniform } from '../unit/engine/onnx/grad/support/random.ts';
import { float32, onlyFloats, runGraph } from '../unit/engine/onnx/grad/support/runGraph.ts';
import { measureShapes, ModelWriter } from '../unit/engine/onnx/grad/support/smallModel.ts';

const batch = 2;
const runs = { numRuns: 60 };

/** One spatial axis: a window that fits at least once, with padding smaller than its reach. */
const axis = fc
  .record({ kernel: fc.integer({ min: 1, max: 4 }), dilation: fc.integer({ min: 1, max: 2 }) })
  .chain(({ kernel, dilation }) => {
    const reach = (kernel - 1) * dilation + 1;
    return fc.record({
      kernel: fc.constant(kernel),
      dilation: fc.constant(dilation),
      stride: fc.integer({ min: 1, max: 3 }),
      size: fc.integer({ min: reach, max: reach + 5 }),
      before: fc.integer({ min: 0, max: Math.min(kernel - 1, 2) }),
      after: fc.integer({ min: 0, max: Math.min(kernel - 1, 2) }),
    });
  });
const geometry = fc.tuple(axis, axis);
type Geometry = typeof geometry extends fc.Arbitrary<infer Axes> ? Axes : never;

const windowAttributes = (axes: Geometry) => ({
  strides: axes.map(({ stride }) => stride),
  dilations: axes.map(({ dilation }) => dilation),
  pads: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)],
});

/** Compares both sides of the identity, each summed in double precision. */
async function expectAdjoint(
  perImage: readonly number[],
  build: (x: Value, net: ModelWriter) => Value,
): Promise<void> {
  const net = new ModelWriter();
  const x = net.input('x', perImage);
  const y = build(x, net);
  net.graph.outputs = [y];
  await measureShapes(net.graph);
  const seed = net.graph.fresh('seed');
  seed.type = 'float32';
  seed.shape = shapeOf(y);

  const random = randomGenerator(elementCount(perImage));
  const [input, dy] = [randomAt(x, random), randomAt(y, random)];
  const output = onlyFloats(await runGraph(net.graph, [float32(input)]));
  net.graph.outputs = [emitGradient(net.graph, { target: y, seed, layer: x })];
  net.graph.inputs.push(seed);
  prune(net.graph);
  expect(net.graph.inputs, 'what is linear needs nothing of the forward pass').toEqual([seed]);
  const gradient = onlyFloats(await runGraph(net.graph, [float32(dy)]));

  const scale = Math.sqrt(dot(output, output) * dot(dy, dy)) + 1e-3;
  expect(Math.abs(dot(output, dy) - dot(input, gradient)) / scale).toBeLessThan(1e-5);
}

function randomAt(value: Value, random: () => number): Tensor {
  const shape = shapeOf(value).map((dim) => (typeof dim === 'number' ? dim : dim.perImage * batch));
  return { data: uniform(elementCount(shape), random), shape };
}

const dot = (left: Tensor, right: Tensor): number =>
  left.data.reduce((sum, value, index) => sum + value * right.data[index]!, 0);

test('Conv: any kernel, stride, dilation, padding and grouping', async () => {
  const grouping = fc.constantFrom(
    ...([
      [1, 2, 3],
      [2, 4, 2],
      [3, 3, 3],
      [2, 2, 4],
    ] as const),
  );
  await fc.assert(
    fc.asyncProperty(geometry, grouping, (axes, [group, inputs, outputs]) => {
      const channels = [inputs, Math.ceil(outputs / group) * group] as const;
      return expectAdjoint([channels[0], ...axes.map(({ size }) => size)], (x, net) => {
        const weights = net.weights(channels[1], channels[0] / group, ...axes.map(({ kernel }) => kernel));
        return net.op('Conv', [x, weights], { ...windowAttributes(axes), group });
      });
    }),
    runs,
  );
});

test('AveragePool: any kernel, stride, dilation and padding, counted or not, the last window cut off or not', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, fc.boolean(), fc.boolean(), (axes, includePad, ceil) =>
      expectAdjoint([2, ...axes.map(({ size }) => size)], (x, net) =>
        net.op('AveragePool', [x], {
          ...windowAttributes(axes),
          kernel_shape: axes.map(({ kernel }) => kernel),
          count_include_pad: Number(includePad),
          ceil_mode: Number(ceil),
        }),
      ),
    ),
    runs,
  );
});

test('Transpose: any permutation', async () => {
  const permutation = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(permutation, (perm) =>
      expectAdjoint([2, 3, 4], (x, net) => net.op('Transpose', [x], { perm })),
    ),
    { numRuns: 24 },
  );
});

test('Mul by a constant: any way of broadcasting', async () => {
  const sizes = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 4 }), ours: fc.boolean(), theirs: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat({ max: 2 }), (axes, dropped) => {
      const ours = axes.map(({ size, ours: has }) => (has ? size : 1));
      const theirs = axes.map(({ size, theirs: has }) => (has ? size : 1)).slice(dropped);
      return expectAdjoint(ours, (x, net) => net.op('Mul', [net.weights(...theirs), x]));
    }),
    runs,
  );
});

test('Resize: any sizes, interpolation and way of placing for which there is a rule', async () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const interpolation = fc.record({
    mode: fc.constantFrom('nearest', 'linear', 'cubic'),
    coordinate_transformation_mode: fc.constantFrom(
      'half_pixel',
      'pytorch_half_pixel',
      'half_pixel_symmetric',
      'align_corners',
      'asymmetric',
    ),
    nearest_mode: fc.constantFrom('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'),
  });
  await fc.assert(
    fc.asyncProperty(sizes, sizes, interpolation, async (from, to, attributes) => {
      const { mode, coordinate_transformation_mode: coordinates, nearest_mode: nearest } = attributes;
      fc.pre(isKnown({ mode, coordinates, nearest, cubicCoefficient: -0.75, excludeOutside: false }));
      await expectAdjoint([2, ...from], (x, net) =>
        net.op('Resize', [x, null, null, net.ints(...to)], { axes: [2, 3], ...attributes }),
      );
    }),
    { numRuns: 150 },
  );
});

test('Slice: any bounds and steps', async () => {
  const bound = fc.integer({ min: -9, max: 9 });
  const step = fc.integer({ min: -3, max: 3 }).filter((value) => value !== 0);
  await fc.assert(
    fc.asyncProperty(bound, bound, step, async (start, end, by) => {
      const length = 7;
      fc.pre(picked(start, end, by, length) > 0);
      await expectAdjoint([length, 2], (x, net) =>
        net.op('Slice', [x, net.ints(start), net.ints(end), net.ints(1), net.ints(by)]),
      );
    }),
    runs,
  );
});

/** How many elements NumPy's start:end:step picks of `length`. */
function picked(start: number, end: number, step: number, length: number): number {
  const clamped = (bound: number): number => {
    const fromFront = bound < 0 ? bound + length : bound;
    return step > 0
      ? Math.min(Math.max(fromFront, 0), length)
      : Math.min(Math.max(fromFront, -1), length - 1);
  };
  return Math.max(Math.ceil((clamped(end) - clamped(start)) / step), 0);
}

test('Pad: any counts and border, as long as there is enough to repeat', async () => {
  const count = fc.integer({ min: -2, max: 3 });
  const mode = fc.constantFrom('constant', 'edge', 'reflect', 'wrap');
  await fc.assert(
    fc.asyncProperty(fc.tuple(count, count, count, count), mode, async (counts, border) => {
      const [top, left, bottom, right] = counts;
      const [rows, columns] = [5, 6];
      fc.pre(isEnough(rows, top, bottom) && isEnough(columns, left, right));
      await expectAdjoint([2, rows, columns], (x, net) =>
        net.op('Pad', [x, net.ints(0, 0, top, left, 0, 0, bottom, right)], { mode: border }),
      );
    }),
    runs,
  );
});

/** A border is repeated from what cropping leaves. */
const isEnough = (size: number, before: number, after: number): boolean =>
  Math.max(before, after) < size + Math.min(before, 0) + Math.min(after, 0);

test('Gather: any indices, of any axis', async () => {
  const size = 5;
  const indices = fc.array(fc.integer({ min: -size, max: size - 1 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(indices, fc.constantFrom(1, 2, -1), (places, along) =>
      expectAdjoint([size, size], (x, net) => net.op('Gather', [x, net.ints(...places)], { axis: along })),
    ),
    runs,
  );
});

test('Col2Im: any blocks', async () => {
  await fc.assert(
    fc.asyncProperty(geometry, (axes) => {
      const block = axes.map(({ kernel }) => kernel);
      const positions = axes.map(
        ({ kernel, dilation, stride, size, before, after }) =>
          Math.floor((size + before + after - (kernel - 1) * dilation - 1) / stride) + 1,
      );
      return expectAdjoint([2 * elementCount(block), elementCount(positions)], (x, net) => {
        const image = net.ints(...axes.map(({ size }) => size));
        return net.op('Col2Im', [x, image, net.ints(...block)], windowAttributes(axes));
      });
    }),
    runs,
  );
});
