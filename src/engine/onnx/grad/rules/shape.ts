/** Operations that move elements: the gradient moves them back. */
import type { Node, Value } from '../../ir/graph.ts';
import { constantIntegers } from '../constants.ts';
import { axisFromFront, fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { intAttribute, type OpBuilder } from '../opBuilder.ts';

/** The same elements in another shape. */
const reshaped: GradRule = (dy, node, op) => [() => op.reshape(dy, shapeOf(inputOf(node, 0)))];

/** dy in the place that a slice came from, zeros elsewhere. */
function placed(dy: Value, into: Value, starts: ReadonlyMap<number, number>, op: OpBuilder): Value {
  const shape = shapeOf(into);
  const before = shape.map((_, axis) => starts.get(axis) ?? 0);
  const after = shape.map((_, axis) =>
    starts.has(axis) ? fixedDim(into, axis) - before[axis]! - fixedDim(dy, axis) : 0,
  );
  return op.pad(dy, before, after, shape);
}

/** First element of each sliced axis; null where a step is not 1. */
function sliceStarts(node: Node): ReadonlyMap<number, number> | null {
  const x = inputOf(node, 0);
  const starts = constantIntegers(inputOf(node, 1)) ?? [];
  const axes = constantIntegers(node.input(3)) ?? starts.map((_, index) => index);
  const steps = constantIntegers(node.input(4)) ?? starts.map(() => 1);
  if (steps.some((step) => step !== 1)) return null;
  const rank = shapeOf(x).length;
  return new Map(
    starts.map((start, index) => {
      const axis = axisFromFront(axes[index]!, rank);
      const size = fixedDim(x, axis);
      return [axis, Math.min(Math.max(start < 0 ? start + size : start, 0), size)];
    }),
  );
}

/** Zeros before and after each axis, with the optional `axes` input spelled out. */
function padCounts(node: Node): { readonly before: number[]; readonly after: number[] } {
  const rank = shapeOf(inputOf(node, 0)).length;
  const pads = constantIntegers(inputOf(node, 1)) ?? [];
  const axes = constantIntegers(node.input(3)) ?? shapeOf(inputOf(node, 0)).map((_, axis) => axis);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((axis, index) => {
    before[axisFromFront(axis, rank)] = pads[index]!;
    after[axisFromFront(axis, rank)] = pads[axes.length + index]!;
  });
  return { before, after };
}

const negative = (counts: readonly number[]): number[] => counts.map((count) => (count === 0 ? 0 : -count));

export const shapeRules: GradRules = {
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,

  /** The inverse permutation; without `perm` the axes are reversed, which is its own inverse. */
  Transpose: (dy, node, op) => {
    const rank = shapeOf(dy).length;
    const permutation = node.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
    return [
      () =>
        op.transpose(
          dy,
          shapeOf(dy).map((_, axis) => permutation.indexOf(axis)),
        ),
    ];
  },

  /** Each input gets its own slice of dy. */
  Concat: (dy, node, op) => {
    const axis = axisFromFront(node.int('axis', 0), shapeOf(dy).length);
    let end = 0;
    return node.inputs.map((_, index) => {
      const from = end;
      const to = (end += fixedDim(inputOf(node, index), axis));
      return () => op.slice(dy, axis, from, to);
    });
  },

  /** Constant padding crops back; reflected and repeated borders have no rule yet. */
  Pad: (dy, node, op) => {
    if (node.string('mode', 'constant') !== 'constant') return [];
    const { before, after } = padCounts(node);
    return [() => op.pad(dy, negative(before), negative(after), shapeOf(inputOf(node, 0)))];
  },

  Slice: (dy, node, op) => {
    const starts = sliceStarts(node);
    return starts === null ? [] : [() => placed(dy, inputOf(node, 0), starts, op)];
  },

  /** The walker sums over what was repeated. */
  Expand: (dy) => [() => dy],

  /** y = data with `updates` written (or added) at `indices` along `axis`: updates get dy from there. */
  ScatterElements: (dy, node, op) => {
    const [indices, updates] = [inputOf(node, 1), inputOf(node, 2)];
    const axis = { axis: intAttribute(node.int('axis', 0)) };
    return [null, null, () => op.emit('GatherElements', [dy, indices], shapeOf(updates), axis)];
  },

  Shape: 'zero',
  ConstantOfShape: 'zero',
  ArgMax: 'zero',
};
