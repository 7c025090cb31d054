/** Activation functions. At a kink the gradient is PyTorch's: 0 for Relu at 0, and at both ends of Clip. */
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

export const activationRules: GradRules = {
  /** dx = dy where y > 0 */
  Relu: (dy, node, op) => [() => op.mul(dy, op.sign(outputOf(node)))],

  /** dx = dy where x > 0, else slope dy: dy (slope + (1 - slope) [x > 0]) */
  LeakyRelu: (dy, node, op) => {
    const slope = node.float('alpha', 0.01);
    const factor = () => {
      const x = inputOf(node, 0);
      const positive = op.sign(op.emit('Relu', [x], shapeOf(x)));
      return op.add(op.mul(positive, op.scalar(1 - slope)), op.scalar(slope));
    };
    return [() => op.mul(dy, factor())];
  },

  /** dx = dy where min < y < max */
  Clip: (dy, node, op) => [
    () => masked(dy, insideMask(outputOf(node), node.input(1), node.input(2), op), op),
  ],

  /** dx = dy y (1 - y) */
  Sigmoid: (dy, node, op) => {
    const y = outputOf(node);
    return [() => op.mul(dy, op.mul(y, op.sub(op.scalar(1), y)))];
  },

  /** dx = dy (1 - y²) */
  Tanh: (dy, node, op) => {
    const y = outputOf(node);
    return [() => op.mul(dy, op.sub(op.scalar(1), op.mul(y, y)))];
  },

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
