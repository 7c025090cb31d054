/** Softmax and its logarithm along one axis. */
import type { Node, Value } from '../../ir/graph.ts';
import { axisFromFront, shapeOf } from '../dims.ts';
import { outputOf, type GradRules } from '../gradRule.ts';

const axisOf = (node: Node, y: Value): number => axisFromFront(node.int('axis', -1), shapeOf(y).length);

export const softmaxRules: GradRules = {
  /** dx = y (dy - sum(dy y)) */
  Softmax: (dy, node, op) => [
    () => {
      const y = outputOf(node);
      return op.mul(y, op.sub(dy, op.reduceSum(op.mul(dy, y), [axisOf(node, y)])));
    },
  ],

  /** dx = dy - e^y sum(dy) */
  LogSoftmax: (dy, node, op) => [
    () => {
      const y = outputOf(node);
      return op.sub(dy, op.mul(op.each('Exp', y), op.reduceSum(dy, [axisOf(node, y)])));
    },
  ],

  Hardmax: 'zero',
};
