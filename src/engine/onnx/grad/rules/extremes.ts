/** Largest and smallest values. Equal ones share the gradient evenly, as PyTorch's amax, amin, maximum and minimum do. */
import { inputOf, outputOf, type GradRule, type GradRules } from '../gradRule.ts';
import { reducedAxes, withAxes } from '../reduction.ts';

/** Among inputs: dx_i = dy [x_i = y] / number of inputs equal to y */
const amongInputs: GradRule = (dy, node, op) => {
  const chosen = (index: number) => op.mask(op.compare('Equal', inputOf(node, index), outputOf(node)));
  if (node.inputs.length === 1) return [() => dy];
  return node.inputs.map((_, index) => () => {
    const count = node.inputs.map((_input, other) => chosen(other)).reduce((sum, part) => op.add(sum, part));
    return op.div(op.mul(dy, chosen(index)), count);
  });
};

/** Along axes: dx = dy [x = y] / number of elements equal to y */
const alongAxes: GradRule = (dy, node, op) => [
  () => {
    const [x, axes] = [inputOf(node, 0), reducedAxes(node)];
    const chosen = op.mask(op.compare('Equal', x, withAxes(outputOf(node), x, axes, op)));
    const count = op.reduceSum(chosen, axes);
    return op.mul(chosen, op.div(withAxes(dy, x, axes, op), count));
  },
];

export const extremeRules: GradRules = {
  Max: amongInputs,
  Min: amongInputs,
  ReduceMax: alongAxes,
  ReduceMin: alongAxes,
  ArgMax: 'zero',
  ArgMin: 'zero',
};
