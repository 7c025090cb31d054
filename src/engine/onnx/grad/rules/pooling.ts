/** Pooling over windows. */
import type { Node, Value } from '../../ir/graph.ts';
import { CamlineError } from '../../../../errors.ts';
import { elementCount } from '../../../../tensor/tensor.ts';
import { fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { intAttribute, intsAttribute, type OpBuilder } from '../opBuilder.ts';
import { reaches, windowsOf, type Windows } from '../windows.ts';
import { windowCounts } from './windowCounts.ts';

function poolWindows(node: Node): Windows {
  const kernel = node.ints('kernel_shape');
  if (kernel !== null) return windowsOf(node, kernel);
  throw new CamlineError('MODEL_INVALID', `${node.opType} (node "${node.name}") lacks "kernel_shape".`);
}

/** Where each maximum stands, as an index into all of x: the node's second output, added where it has none. */
function maximumIndices(node: Node, op: OpBuilder): Value {
  const known = node.outputs[1];
  if (known !== undefined) return known;
  const indices = op.graph.fresh(`${node.name}/indices`);
  indices.type = 'int64';
  indices.shape = shapeOf(node.outputs[0]!);
  indices.producer = node;
  node.outputs.push(indices);
  return indices;
}

const elementsOf = (value: Value) => {
  let count = 1;
  let perImage = false;
  for (const dim of shapeOf(value)) {
    count *= typeof dim === 'number' ? dim : dim.perImage;
    perImage ||= typeof dim !== 'number';
  }
  return perImage ? { perImage: count } : count;
};

/**
 * dx = zeros, with each dy added where its window's maximum stood: windows may overlap, and among equal values the first
 * one (row by row) counts.
 */
const maxPool: GradRule = (dy, node, op) => [
  () => {
    const x = inputOf(node, 0);
    const indices = maximumIndices(node, op);
    const flat = op.emit('Reshape', [indices, op.ints('flat', [-1])], [elementsOf(indices)]);
    const shape = op.emit('Shape', [x], [shapeOf(x).length], {}, 'int64');
    const zeros = op.reshape(op.emit('ConstantOfShape', [shape], shapeOf(x), {}, 'float32'), [elementsOf(x)]);
    const added = op.emit(
      'ScatterElements',
      [zeros, flat, op.reshape(dy, [elementsOf(dy)])],
      [elementsOf(x)],
      {
        axis: intAttribute(0),
        reduction: { kind: 'string', value: 'add' },
      },
    );
    return op.reshape(added, shapeOf(x));
  },
];

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
    const [x, windows] = [inputOf(node, 0), poolWindows(node)];
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

export const poolingRules: GradRules = { MaxPool: maxPool, AveragePool: averagePool };
