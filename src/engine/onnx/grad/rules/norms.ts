/** Norms over axes, and logarithms of sums. */
import type { Value } from '../../ir/graph.ts';
import { axisFromFront, shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRule, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';
import { reducedAxes, withAxes } from '../reduction.ts';

/** dx = dy f(x, y), dy and y with the reduced axes there again. */
const reduction =
  (factor: (x: Value, y: Value, op: OpBuilder) => Value): GradRule =>
  (dy, node, op) => [
    () => {
      const [x, axes] = [inputOf(node, 0), reducedAxes(node)];
      const kept = (value: Value): Value => withAxes(value, x, axes, op);
      return op.mul(kept(dy), factor(x, kept(outputOf(node)), op));
    },
  ];

/** A norm to divide by: 1 where it is 0, since all that it belongs to is 0 there, and so is PyTorch's gradient. */
const divisor = (norm: Value, op: OpBuilder): Value =>
  op.add(norm, op.mask(op.compare('Equal', norm, op.scalar(0))));

export const normRules: GradRules = {
  /** y = sum |x|: dx = dy sign(x) */
  ReduceL1: reduction((x, _y, op) => op.sign(x)),

  /** y = sqrt(sum x²): dx = dy x / y, 0 where y = 0 */
  ReduceL2: reduction((x, y, op) => op.div(x, divisor(y, op))),

  /** y = sum x²: dx = 2 dy x */
  ReduceSumSquare: reduction((x, _y, op) => op.scale(x, 2)),

  /** y = ln sum x: dx = dy e^-y */
  ReduceLogSum: reduction((x, y, op) => op.expand(op.each('Exp', op.neg(y)), shapeOf(x))),

  /** y = ln sum e^x: dx = dy e^(x - y) */
  ReduceLogSumExp: reduction((x, y, op) => op.each('Exp', op.sub(x, y))),

  /** y = x / N, N = (sum |x|^p)^(1/p) along `axis`, p = 1 or 2: dx = (dy - d sum(dy y)) / N, d = sign(x) or y */
  LpNormalization: (dy, node, op) => [
    () => {
      const [x, y] = [inputOf(node, 0), outputOf(node)];
      const axes = [axisFromFront(node.int('axis', -1), shapeOf(x).length)];
      const isEuclidean = node.int('p', 2) === 2;
      const norm = isEuclidean
        ? op.sqrt(op.reduceSum(op.square(x), axes))
        : op.reduceSum(op.each('Abs', x), axes);
      const away = op.mul(isEuclidean ? y : op.sign(x), op.reduceSum(op.mul(dy, y), axes));
      return op.div(op.sub(dy, away), divisor(norm, op));
    },
  ],
};
