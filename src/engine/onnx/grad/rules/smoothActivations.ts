/** Activation functions without a kink, or with one at 0 only, where the side of x <= 0 counts. */
import type { Node, Value } from '../../ir/graph.ts';
import { inputOf, outputOf, type GradRule, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

/** dx = dy f'(x) */
const slope =
  (derivative: (x: Value, node: Node, op: OpBuilder) => Value): GradRule =>
  (dy, node, op) => [() => op.mul(dy, derivative(inputOf(node, 0), node, op))];

const oneMinus = (x: Value, op: OpBuilder): Value => op.sub(op.scalar(1), x);
const onePlus = (x: Value, op: OpBuilder): Value => op.add(x, op.scalar(1));

/** `positive` where x > 0, else `negative` e^(rate x), whose power is held at 0 there so that it cannot overflow. */
function exponentialBelow(
  x: Value,
  { positive, negative, rate }: { positive: number; negative: number; rate: number },
  op: OpBuilder,
): Value {
  const above = op.mask(op.compare('Greater', x, op.scalar(0)));
  const below = op.neg(op.each('Relu', op.neg(x)));
  const decay = op.scale(op.each('Exp', op.scale(below, rate)), negative);
  return op.add(op.scale(above, positive), op.mul(oneMinus(above, op), decay));
}

/** y = x p(x), p the share of a standard normal below x: f' = p + x d, d its density */
function gelu(x: Value, op: OpBuilder): Value {
  const share = op.scale(onePlus(op.each('Erf', op.scale(x, Math.SQRT1_2)), op), 0.5);
  const density = op.scale(op.each('Exp', op.scale(op.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return op.add(share, op.mul(x, density));
}

/** y = x (1 + t) / 2, t = tanh(u), u = sqrt(2 / pi) (x + c x³): f' = (1 + t + x (1 - t²) u') / 2 */
function geluTanh(x: Value, op: OpBuilder): Value {
  const [c, root] = [0.044715, Math.sqrt(2 / Math.PI)];
  const square = op.square(x);
  const t = op.each('Tanh', op.scale(op.mul(x, onePlus(op.scale(square, c), op)), root));
  const inner = op.scale(onePlus(op.scale(square, 3 * c), op), root);
  const bend = op.mul(op.mul(x, oneMinus(op.square(t), op)), inner);
  return op.scale(op.add(onePlus(t, op), bend), 0.5);
}

export const smoothActivationRules: GradRules = {
  /** dx = dy y (1 - y) */
  Sigmoid: (dy, node, op) => {
    const y = outputOf(node);
    return [() => op.mul(dy, op.mul(y, oneMinus(y, op)))];
  },

  /** dx = dy (1 - y²) */
  Tanh: (dy, node, op) => [() => op.mul(dy, oneMinus(op.square(outputOf(node)), op))],

  Gelu: slope((x, node, op) => (node.string('approximate', 'none') === 'tanh' ? geluTanh : gelu)(x, op)),

  /** y = ln(1 + e^x): f' = 1 / (1 + e^-x) */
  Softplus: slope((x, _node, op) => op.each('Sigmoid', x)),

  /** y = x / (1 + |x|): f' = 1 / (1 + |x|)² */
  Softsign: slope((x, _node, op) => op.each('Reciprocal', op.square(onePlus(op.each('Abs', x), op)))),

  /** y = x t, t = tanh(ln(1 + e^x)): f' = t + x (1 - t²) / (1 + e^-x) */
  Mish: slope((x, _node, op) => {
    const t = op.each('Tanh', op.each('Softplus', x));
    return op.add(t, op.mul(op.mul(x, oneMinus(op.square(t), op)), op.each('Sigmoid', x)));
  }),

  /** y = x, below 0 alpha (e^x - 1): f' = 1, alpha e^x */
  Elu: slope((x, node, op) =>
    exponentialBelow(x, { positive: 1, negative: node.float('alpha', 1), rate: 1 }, op),
  ),

  /** y = gamma x, below 0 gamma alpha (e^x - 1): f' = gamma, gamma alpha e^x */
  Selu: slope((x, node, op) => {
    const [alpha, gamma] = [node.float('alpha', 1.6732632), node.float('gamma', 1.050701)];
    return exponentialBelow(x, { positive: gamma, negative: gamma * alpha, rate: 1 }, op);
  }),

  /** y = x, below 0 alpha (e^(x / alpha) - 1): f' = 1, e^(x / alpha) */
  Celu: slope((x, node, op) =>
    exponentialBelow(x, { positive: 1, negative: 1, rate: 1 / node.float('alpha', 1) }, op),
  ),
};
