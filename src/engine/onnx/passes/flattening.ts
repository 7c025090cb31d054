import type { Node, Value } from '../ir/graph.ts';

/**
 * Some networks put tokens into the batch, [n, T, C] to [n * T, C], so that a batch norm can follow a linear layer (LeViT).
 *
 * @param rows [n * T, C']
 * @returns the [n, T, C] that `rows` was made from, each row by itself; null where it was not
 */
export function flattening(rows: Value): Value | null {
  let current = rows;
  while (current.producer !== null && !flatteners.has(current.producer.opType)) {
    if (!isRowByRow(current.producer)) return null;
    current = current.producer.inputs[0]!;
  }
  const whole = current.producer?.inputs[0] ?? null;
  const isFlat = current.shape?.length === 2 && current.shape[1] === whole?.shape?.at(-1);
  return isFlat ? whole : null;
}

const flatteners: ReadonlySet<string> = new Set(['Flatten', 'Reshape']);
const products: ReadonlySet<string> = new Set(['Gemm', 'MatMul']);
const pointwise: ReadonlySet<string> = new Set([
  'BatchNormalization',
  'Gelu',
  'HardSwish',
  'Relu',
  'Sigmoid',
]);

const isRowByRow = ({ opType, inputs }: Node): boolean =>
  pointwise.has(opType) || (products.has(opType) && inputs[1]?.constant?.shape.length === 2);
