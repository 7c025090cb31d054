/** Matrix products. */
import type { Value } from '../../ir/graph.ts';
import { shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

/** The last two axes swapped. */
function transposed(matrices: Value, op: OpBuilder): Value {
  const rank = shapeOf(matrices).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return op.transpose(matrices, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

export const matmulRules: GradRules = {
  /** Y = A B: dA = dY Bᵀ, dB = Aᵀ dY, for two operands of rank 2 or more */
  MatMul: (dy, node, op) => {
    const [a, b] = [inputOf(node, 0), inputOf(node, 1)];
    if (shapeOf(a).length < 2 || shapeOf(b).length < 2) return [];
    return [() => op.matMul(dy, transposed(b, op)), () => op.matMul(transposed(a, op), dy)];
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
