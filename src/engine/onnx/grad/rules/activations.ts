/**
 * Activation functions made of straight lines; smoothActivations.ts has the others. At a kink the gradient is PyTorch's:
 * 0 for Relu at 0, and at both ends of Clip.
 */
import type { Value } from '../../ir/graph.ts';
import { shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRules } from '../gradRule.ts';
import { floatAttribute, type OpBuilder } from '../opBuilder.ts';

/** dy where low < y < high, else 0; null is no bound. */
function where(dy: Value, y: Value, low: Value | null, high: Value | null, op: OpBuilder): Value {
  const above = low === null ? null : op.compare('Greater', y, low);
  const below = high === null ? null : op.compare('Less', y, high);
  if (above !== null && below !== null)
    return op.mul(dy, op.mask(op.emit('And', [above, below], shapeOf(y), {}, 'bool')));
  const condition = above ?? below;
  return condition === null ? dy : op.mul(dy, op.mask(condition));
}

const isPositive = (x: Value, op: OpBuilder): Value => op.mask(op.compare('Greater', x, op.scalar(0)));

/** 1 where x > 0, else `slope`: slope + (1 - slope) [x > 0] */
const slopes = (x: Value, slope: Value, op: OpBuilder): Value =>
  op.add(op.mul(isPositive(x, op), op.sub(op.scalar(1), slope)), slope);

export const activationRules: GradRules = {
  /** dx = dy where y > 0 */
  Relu: (dy, node, op) => [() => op.mul(dy, isPositive(outputOf(node), op))],

  /** dx = dy where x > 0, else slope dy */
  LeakyRelu: (dy, node, op) => {
    const slope = op.scalar(node.float('alpha', 0.01));
    return [() => op.mul(dy, slopes(inputOf(node, 0), slope, op))];
  },

  /** The same with slopes of their own; dslope = dy x where x <= 0 */
  PRelu: (dy, node, op) => {
    const [x, slope] = [inputOf(node, 0), inputOf(node, 1)];
    const negativePart = () => op.sub(x, op.each('Relu', x));
    return [() => op.mul(dy, slopes(x, slope, op)), () => op.mul(dy, negativePart())];
  },

  /** dx = dy where x > alpha */
  ThresholdedRelu: (dy, node, op) => [
    () => op.mul(dy, isPositive(op.sub(inputOf(node, 0), op.scalar(node.float('alpha', 1))), op)),
  ],

  /** dx = dy where min < y < max */
  Clip: (dy, node, op) => [() => where(dy, outputOf(node), node.input(1), node.input(2), op)],

  /** y = clip(alpha x + beta, 0, 1): dx = alpha dy where 0 < y < 1 */
  HardSigmoid: (dy, node, op) => [
    () => {
      const scaled = op.mul(dy, op.scalar(node.float('alpha', 0.2)));
      return where(scaled, outputOf(node), op.scalar(0), op.scalar(1), op);
    },
  ],

  /** y = x s with s = clip(x / 6 + 1/2, 0, 1): dx = dy (s + x / 6 where 0 < s < 1) */
  HardSwish: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const sixth = 1 / 6;
      const attributes = { alpha: floatAttribute(sixth), beta: floatAttribute(0.5) };
      const s = op.emit('HardSigmoid', [x], shapeOf(x), attributes);
      const slope = where(op.scale(x, sixth), s, op.scalar(0), op.scalar(1), op);
      return op.mul(dy, op.add(s, slope));
    },
  ],
};
