/** Sums and means over axes: the gradient is spread evenly over what was reduced. */
import type { Node, Value } from '../../ir/graph.ts';
import { constantIntegers } from '../constants.ts';
import { axisFromFront, fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

/** Axes from attribute (before opset 18) or input; none given means all, or none with `noop_with_empty_axes`. */
function reducedAxes(node: Node): readonly number[] {
  const rank = shapeOf(inputOf(node, 0)).length;
  const given = node.ints('axes') ?? constantIntegers(node.input(1)) ?? [];
  if (given.length > 0) return given.map((axis) => axisFromFront(axis, rank));
  if (node.int('noop_with_empty_axes', 0) !== 0) return [];
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** dy, repeated over the reduced axes. */
function spread(dy: Value, x: Value, axes: readonly number[], op: OpBuilder): Value {
  const kept = shapeOf(x).map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return op.expand(op.reshape(dy, kept), shapeOf(x));
}

const overAxes = (dy: Value, x: Value, axes: readonly number[], op: OpBuilder): Value => {
  const count = axes.reduce((product, axis) => product * fixedDim(x, axis), 1);
  return spread(op.div(dy, op.scalar(count)), x, axes, op);
};

export const reduceRules: GradRules = {
  ReduceSum: (dy, node, op) => [() => spread(dy, inputOf(node, 0), reducedAxes(node), op)],

  /** Over N elements: dx = dy / N */
  ReduceMean: (dy, node, op) => [() => overAxes(dy, inputOf(node, 0), reducedAxes(node), op)],

  /** The mean over all axes after the channels. */
  GlobalAveragePool: (dy, node, op) => {
    const x = inputOf(node, 0);
    const axes = shapeOf(x)
      .map((_, axis) => axis)
      .slice(2);
    return [() => overAxes(dy, x, axes, op)];
  },
};
