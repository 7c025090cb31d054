/** Sums and means over axes: the gradient is spread evenly over what was reduced. */
import type { Value } from '../../ir/graph.ts';
import { fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';
import { reducedAxes, spread } from '../reduction.ts';

const overAxes = (dy: Value, x: Value, axes: readonly number[], op: OpBuilder): Value => {
  const count = axes.reduce((product, axis) => product * fixedDim(x, axis), 1);
  return spread(op.div(dy, op.scalar(count)), x, axes, op);
};

function productsOfOthers(x: Value, axes: readonly number[], op: OpBuilder): Value {
  const isZero = op.compare('Equal', x, op.scalar(0));
  const chosen = (condition: Value, whenTrue: Value, whenFalse: Value): Value =>
    op.emit('Where', [condition, whenTrue, whenFalse], shapeOf(x), {}, 'float32');
  const factors = chosen(isZero, op.scalar(1), x);
  const product = op.reduceProduct(factors, axes);
  const zeros = op.reduceSum(op.mask(isZero), axes);
  const withoutZeros = op.mul(product, op.mask(op.compare('Equal', zeros, op.scalar(0))));
  const withOneZero = op.mul(product, op.mask(op.compare('Equal', zeros, op.scalar(1))));
  return chosen(isZero, withOneZero, op.div(withoutZeros, factors));
}

export const reduceRules: GradRules = {
  ReduceSum: (dy, node, op) => [() => spread(dy, inputOf(node, 0), reducedAxes(node), op)],

  /** Over N elements: dx = dy / N */
  ReduceMean: (dy, node, op) => [() => overAxes(dy, inputOf(node, 0), reducedAxes(node), op)],

  /**
   * dx_i = dy prod_{j != i} x_j. With the zeros replaced by 1, and P the product of that: P / x_i where none is zero; where
   * only x_i is, P; else 0. At a zero itself, what that rule's own derivative says of curvature is wrong.
   */
  ReduceProd: (dy, node, op) => {
    const [x, axes] = [inputOf(node, 0), reducedAxes(node)];
    if (axes.length === 0) return [() => dy];
    return [() => op.mul(spread(dy, x, axes, op), productsOfOthers(x, axes, op))];
  },

  /** The mean over all axes after the channels. */
  GlobalAveragePool: (dy, node, op) => {
    const x = inputOf(node, 0);
    const axes = shapeOf(x)
      .map((_, axis) => axis)
      .slice(2);
    return [() => overAxes(dy, x, axes, op)];
  },
};
