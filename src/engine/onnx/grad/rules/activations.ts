/**
 * Activation functions made of straight lines; smoothActivations.ts has the others. At a kink the gradient is PyTorch's:
 * 0 for Relu at 0, and at both ends of Clip.
 */
import type { Value } from '../../ir/graph.ts';
import { shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRules } from '../gradRule.ts';
import { floatAttribute, type OpBuilder } from '../opBuilder.ts';

/** 1 where low < y < high and 0 else, for y that lies in [low, high]; null is no bound. */
function insideMask(y: Value, low: Value | null, high: Value | null, op: OpBuilder): Value | null {
  const above = low === null ? null : op.sign(op.sub(y, low));
  const below = high === null ? null : op.sign(op.sub(high, y));
  if (above === null || below === null) return above ?? below;
  return op.mul(above, below);
}

const masked = (dy: Value, mask: Value | null, op: OpBuilder): Value =>
  mask === null ? dy : op.mul(dy, mask);

/** 1 where x > 0, else 0. */
const isPositive = (x: Value, op: OpBuilder): Value => op.sign(op.each('Relu', x));

/** 1 where x > 0, else `slope`: slope + (1 - slope) [x > 0] */
const slopes = (x: Value, slope: Value, op: OpBuilder): Value =>
  op.add(op.mul(isPositive(x, op), op.sub(op.scalar(1), slope)), slope);

export const activationRules: GradRules = {
  /** dx = dy where y > 0 */
  Relu: (dy, node, op) => [() => op.mul(dy, op.sign(outputOf(node)))],

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
  Clip: (dy, node, op) => [
    () => masked(dy, insideMask(outputOf(node), node.input(1), node.input(2), op), op),
  ],

  /** y = clip(alpha x + beta, 0, 1): dx = alpha dy where 0 < y < 1 */
  HardSigmoid: (dy, node, op) => [
    () => {
      const scaled = op.mul(dy, op.scalar(node.float('alpha', 0.2)));
      return masked(scaled, insideMask(outputOf(node), op.scalar(0), op.scalar(1), op), op);
    },
  ],

  /** y = x s with s = clip(x / 6 + 1/2, 0, 1): dx = dy (s + x / 6 where 0 < s < 1) */
  HardSwish: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const sixth = 1 / 6;
      const attributes = { alpha: floatAttribute(sixth), beta: floatAttribute(0.5) };
      const s = op.emit('HardSigmoid', [x], shapeOf(x), attributes);
      const slope = masked(op.mul(x, op.scalar(sixth)), insideMask(s, op.scalar(0), op.scalar(1), op), op);
      return op.mul(dy, op.add(s, slope));
    },
  ],
};
