/** Local response normalisation (AlexNet, GoogLeNet). */
import type { Node, Value } from '../../ir/graph.ts';
import { fixedDim, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import { mapAlong, type Matrix } from '../linear.ts';

/** [C, C], 1 where channels lie at most `radius` apart. */
function neighbours(channels: number, radius: number): Matrix {
  const data = new Float32Array(channels * channels);
  for (let row = 0; row < channels; row++) {
    for (let column = Math.max(row - radius, 0); column <= Math.min(row + radius, channels - 1); column++)
      data[row * channels + column] = 1;
  }
  return { data, rows: channels, columns: channels };
}

const channelAxis = 1;

export const localResponseRules: GradRules = {
  /**
   * y = x s^-beta, s = bias + alpha / size sum of x² over neighbouring channels, N their matrix:
   * dx = dy s^-beta - 2 beta alpha / size x N (dy x s^(-beta - 1)), N being symmetric
   */
  LRN: (dy, node, op) => [
    () => {
      const x = inputOf(node, 0);
      const { radius, share, beta, bias } = settingsOf(node);
      const matrix = neighbours(fixedDim(x, channelAxis), radius);
      const around = mapAlong(op.square(x), channelAxis, matrix, op);
      const s = op.add(op.scale(around, share), op.scalar(bias));
      const power = (exponent: number): Value => op.emit('Pow', [s, op.scalar(exponent)], shapeOf(x));
      const others = mapAlong(op.mul(op.mul(dy, x), power(-beta - 1)), channelAxis, matrix, op);
      return op.sub(op.mul(dy, power(-beta)), op.scale(op.mul(x, others), 2 * beta * share));
    },
  ],
};

function settingsOf(node: Node) {
  const size = node.int('size', 1);
  return {
    /** ONNX Runtime takes odd sizes only. */
    radius: (size - 1) / 2,
    /** alpha / size */
    share: node.float('alpha', 1e-4) / size,
    beta: node.float('beta', 0.75),
    bias: node.float('bias', 1),
  };
}
