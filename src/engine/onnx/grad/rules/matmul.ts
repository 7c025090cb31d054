/** Matrix products. */
import type { Value } from '../../ir/graph.ts';
import { broadcastShape, shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

/** The last two axes swapped. */
function transposed(matrices: Value, op: OpBuilder): Value {
  const rank = shapeOf(matrices).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return op.transpose(matrices, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

export const matmulRules: GradRules = {
  /** Y = A B: dA = dY Bᵀ, dB = Aᵀ dY; a vector on the left is a row, on the right a column. */
  MatMul: (dy, node, op) => {
    const [left, right] = [inputOf(node, 0), inputOf(node, 1)];
    const isVector = shapeOf(right).length === 1;
    const a = shapeOf(left).length === 1 ? op.reshape(left, [1, ...shapeOf(left)]) : left;
    const b = isVector ? op.reshape(right, [...shapeOf(right), 1]) : right;
    const stack = broadcastShape(shapeOf(a).slice(0, -2), shapeOf(b).slice(0, -2));
    const product = op.reshape(dy, [...stack, shapeOf(a).at(-2)!, shapeOf(b).at(-1)!]);
    return [
      () => op.matMul(product, transposed(b, op)),
      () => {
        const gradient = op.matMul(transposed(a, op), product);
        return isVector ? op.reshape(gradient, shapeOf(gradient).slice(0, -1)) : gradient;
      },
    ];
  },

  /** Y = alpha A' B' + beta C, a dash is an optional transpose: dA' = alpha dY B'ᵀ, dB' = alpha A'ᵀ dY, dC = beta dY */
  Gemm: (dy, node, op) => {
    const [a, b] = [inputOf(node, 0), inputOf(node, 1)];
    const [transA, transB] = [node.int('transA', 0) !== 0, node.int('transB', 0) !== 0];
    const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
    return [
      () =>
        transA
          ? op.gemm(b, dy, { transA: transB, transB: true, alpha })
          : op.gemm(dy, b, { transB: !transB, alpha }),
      () =>
        transB
          ? op.gemm(dy, a, { transA: true, transB: transA, alpha })
          : op.gemm(a, dy, { transA: !transA, alpha }),
      () => (beta === 1 ? dy : op.mul(dy, op.scalar(beta))),
    ];
  },
};
