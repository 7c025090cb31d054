/** Averages over windows. */
import type { Value } from '../../ir/graph.ts';
import { elementCount } from '../../../../tensor/tensor.ts';
import { fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { intAttribute, intsAttribute, type OpBuilder } from '../opBuilder.ts';
import { kernelShape, reaches, windowsOf, type Windows } from '../windows.ts';
import { windowCounts } from './windowCounts.ts';

/** Zeros between the elements of each spatial axis, stride - 1 behind every one: length h becomes h stride. */
function zeroStuffed(x: Value, strides: readonly number[], op: OpBuilder): Value {
  if (strides.every((stride) => stride === 1)) return x;
  const [batch, channels, ...spatial] = shapeOf(x);
  const apart = op.reshape(x, [batch!, channels!, ...spatial.flatMap((size) => [size, 1])]);
  const after = [0, 0, ...strides.flatMap((stride) => [0, stride - 1])];
  const widened = [batch!, channels!, ...spatial.flatMap((size, axis) => [size, strides[axis]!])];
  const stuffed = op.pad(
    apart,
    after.map(() => 0),
    after,
    widened,
  );
  return op.reshape(stuffed, [
    batch!,
    channels!,
    ...spatial.map((size, axis) => Number(size) * strides[axis]!),
  ]);
}

/**
 * Overlapping or padded windows: every x gets the sum of the dy of the windows that cover it, which is a depthwise
 * convolution of dy with ones.
 */
function summedBack(dy: Value, x: Value, windows: Windows, op: OpBuilder): Value {
  const { input, output, kernel, strides, dilations, padsBefore } = windows;
  const span = reaches(windows);
  const stuffed = zeroStuffed(dy, strides, op);
  const before = span.map((length, axis) => length - 1 - padsBefore[axis]!);
  const after = span.map(
    (length, axis) => input[axis]! + length - 1 - before[axis]! - output[axis]! * strides[axis]!,
  );
  const [batch, channels] = shapeOf(x);
  const paddedShape = [batch!, channels!, ...span.map((length, axis) => input[axis]! + length - 1)];
  const padded = op.pad(stuffed, [0, 0, ...before], [0, 0, ...after], paddedShape);
  const ones = new Float32Array(fixedDim(x, 1) * elementCount(kernel)).fill(1);
  const weights = op.floats('ones', ones, [fixedDim(x, 1), 1, ...kernel]);
  return op.emit('Conv', [padded, weights], shapeOf(x), {
    dilations: intsAttribute(dilations),
    group: intAttribute(fixedDim(x, 1)),
  });
}

/** Windows side by side: every dy is repeated over its window, then cut or filled with zeros to x's size. */
function repeatedBack(dy: Value, x: Value, { input, output, kernel }: Windows, op: OpBuilder): Value {
  const [batch, channels] = shapeOf(x);
  const apart = op.reshape(dy, [batch!, channels!, ...output.flatMap((size) => [size, 1])]);
  const repeated = op.expand(apart, [
    batch!,
    channels!,
    ...output.flatMap((size, axis) => [size, kernel[axis]!]),
  ]);
  const joined = op.reshape(repeated, [
    batch!,
    channels!,
    ...output.map((size, axis) => size * kernel[axis]!),
  ]);
  const after = input.map((size, axis) => size - output[axis]! * kernel[axis]!);
  return op.pad(joined, [0, 0, ...after.map(() => 0)], [0, 0, ...after], shapeOf(x));
}

const isSideBySide = ({ kernel, strides, dilations, padsBefore }: Windows): boolean =>
  kernel.every((size, axis) => size === strides[axis] && dilations[axis] === 1 && padsBefore[axis] === 0);

/** y = sum over the window / count, count = elements that the window covers: dx = sum of dy / count over windows. */
const averagePool: GradRule = (dy, node, op) => [
  () => {
    const [x, windows] = [inputOf(node, 0), windowsOf(node, kernelShape(node))];
    const counts = windowCounts(windows, node.int('count_include_pad', 0) !== 0);
    const share = op.floats(
      'perElement',
      counts.data.map((count) => 1 / count),
      [1, 1, ...counts.shape],
    );
    const back = isSideBySide(windows) ? repeatedBack : summedBack;
    return back(op.mul(dy, share), x, windows, op);
  },
];

export const poolingRules: GradRules = { AveragePool: averagePool };
