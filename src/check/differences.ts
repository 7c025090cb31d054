import type { Tensor } from '../tensor/tensor.ts';

/** Largest |a - b| as a share of the largest |b|; infinite where one of them is no finite number. */
export function largestDifference({ data: a }: Tensor, { data: b }: Tensor): number {
  let [most, scale] = [0, 0];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = Math.abs((a[index] ?? NaN) - (b[index] ?? NaN));
    if (!(difference < Infinity)) return Infinity;
    most = Math.max(most, difference);
    scale = Math.max(scale, Math.abs(b[index]!));
  }
  return most === 0 ? 0 : most / scale;
}

/** |a - b| / |b| in the Euclidean norm: a few elements that a kink decides count for little. */
export function normDifference({ data: a }: Tensor, { data: b }: Tensor): number {
  let [difference, size] = [0, 0];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    difference += ((a[index] ?? NaN) - (b[index] ?? NaN)) ** 2;
    size += b[index]! ** 2;
  }
  if (difference === 0) return 0;
  const share = Math.sqrt(difference / size);
  return Number.isNaN(share) ? Infinity : share;
}
