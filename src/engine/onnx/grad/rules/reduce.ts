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
