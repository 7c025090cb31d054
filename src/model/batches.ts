/** Cutting a batch axis and putting it together again. */
import type { Tensor } from '../tensor/tensor.ts';

/** [0, size), [size, 2 size), … up to `count`. */
export function ranges(count: number, size: number): (readonly [from: number, to: number])[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, part) => [
    part * size,
    Math.min((part + 1) * size, count),
  ]);
}

/** Tensors of the same rest shape, one behind the other along the first axis. */
export function stacked(parts: readonly Tensor[]): Tensor {
  const count = parts.reduce((sum, part) => sum + part.shape[0]!, 0);
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { data, shape: [count, ...parts[0]!.shape.slice(1)] };
}

/** Maps or images of one shape as a stack: [...] each gives [n, ...]. */
export const stackedItems = (items: readonly Tensor[]): Tensor =>
  stacked(items.map(({ data, shape }) => ({ data, shape: [1, ...shape] })));
