/** Operations that pick elements along axes: the gradient is sent to where they came from. */
import type { Node, Value } from '../../ir/graph.ts';
import { constantIntegers } from '../../ir/integers.ts';
import { axisFromFront, fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRule, type GradRules, type ManyOutputsRule } from '../gradRule.ts';
import { sendToPlaces } from '../linear.ts';
import type { OpBuilder } from '../opBuilder.ts';
import { padCounts, paddedAxes, slicedAxes, type PickedAxes } from './pickedAxes.ts';

/** dy sent to the elements of x that the output was picked from, axis after axis. */
function sentBack(dy: Value, x: Value, picked: PickedAxes, op: OpBuilder): Value {
  return [...picked].reduce(
    (gradient, [axis, indices]) => sendToPlaces(gradient, axis, indices, fixedDim(x, axis), op),
    dy,
  );
}

/** y = x at constant `indices` (of any rank) along `axis`; there is no rule for indices that are computed at run time. */
const gather: GradRule = (dy, node, op) => {
  const x = inputOf(node, 0);
  const indices = constantIntegers(inputOf(node, 1));
  if (indices === null) return [];
  return [
    () => {
      const axis = axisFromFront(node.int('axis', 0), shapeOf(x).length);
      const size = fixedDim(x, axis);
      const row = op.reshape(dy, shapeOf(x).with(axis, indices.length));
      const places = indices.map((index) => axisFromFront(index, size));
      return sendToPlaces(row, axis, places, size, op);
    },
  ];
};

/** Each part's dy, one behind the other, zeros where none arrived. */
const split: ManyOutputsRule = {
  ofAll: (dys, node, op) => [
    () => {
      const axis = axisFromFront(node.int('axis', 0), shapeOf(inputOf(node, 0)).length);
      return op.concat(withGapsFilled(dys, node, axis, op), axis);
    },
  ],
};

/** Each part that has a gradient is filled up with zeros to the beginning of the next one; the first one on both sides. */
function withGapsFilled(
  dys: readonly (Value | null)[],
  { outputs }: Node,
  axis: number,
  op: OpBuilder,
): Value[] {
  const begins = [0];
  for (const part of outputs) begins.push(begins.at(-1)! + fixedDim(part, axis));
  const present = [...dys.keys()].filter((index) => dys[index] !== null);
  return present.map((index, place) => {
    const from = place === 0 ? 0 : begins[index]!;
    const to = begins[present[place + 1] ?? outputs.length]!;
    const at = Array.from({ length: fixedDim(outputs[index]!, axis) }, (_, k) => begins[index]! - from + k);
    return sendToPlaces(dys[index]!, axis, at, to - from, op);
  });
}

const negative = (counts: readonly number[]): number[] => counts.map((count) => (count === 0 ? 0 : -count));

export const selectionRules: GradRules = {
  Gather: gather,
  Split: split,
  Slice: (dy, node, op) => [() => sentBack(dy, inputOf(node, 0), slicedAxes(node), op)],

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

  /** Constant borders are cropped; what other borders repeat goes back to where it came from. */
  Pad: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      if (node.string('mode', 'constant') !== 'constant') return sentBack(dy, x, paddedAxes(node), op);
      const { before, after } = padCounts(node);
      return op.pad(dy, negative(before), negative(after), shapeOf(x));
    },
  ],
};
