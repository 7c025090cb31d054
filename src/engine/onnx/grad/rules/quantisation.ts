/**
 * Quantised networks: rounding has no derivative, so the gradient passes straight through it, as if the integers were the
 * numbers that they stand for (Bengio et al. 2013, https://arxiv.org/abs/1308.3432), saturated ones included.
 */
import type { Node, Value } from '../../ir/graph.ts';
import { axisFromFront, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

/** One number for all, or one for each element along `axis`, so that it broadcasts to x. */
function scaleOf(node: Node, op: OpBuilder): Value {
  const scale = inputOf(node, 1);
  if (shapeOf(scale).length === 0) return scale;
  const rank = shapeOf(inputOf(node, 0)).length;
  const after = rank - 1 - axisFromFront(node.int('axis', 1), rank);
  return op.reshape(scale, [...shapeOf(scale), ...new Array<number>(after).fill(1)]);
}

export const quantisationRules: GradRules = {
  /** y stands for x / scale + zero point */
  QuantizeLinear: (dy, node, op) => [() => op.div(dy, scaleOf(node, op))],

  /** y = (x - zero point) scale */
  DequantizeLinear: (dy, node, op) => [() => op.mul(dy, scaleOf(node, op))],
};
