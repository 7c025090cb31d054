import type { Tensor } from '../tensor/tensor.ts';
import { classSizes } from './classSizes.ts';

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

/**
 * The same of scores [n, K], each class as a share of its own largest score, or of the middle class's where that is larger;
 * probabilities as a share of the largest. A class masked by -1e9 thus does not make every difference small.
 */
export function scoreDifference(a: Tensor, b: Tensor): number {
  const classCount = b.shape.at(-1)!;
  const areProbabilities = b.data.every((value) => value >= 0 && value <= 1);
  if (areProbabilities || a.data.length !== b.data.length) return largestDifference(a, b);
  const sizes = classSizes(b.data, classCount);
  const shares = (data: Float32Array): Float32Array =>
    data.map((value, at) => value / (sizes[at % classCount]! || 1));
  const [ours, theirs] = [shares(a.data), shares(b.data)];
  let most = 0;
  for (let at = 0; at < ours.length; at++) {
    const difference = Math.abs(ours[at]! - theirs[at]!);
    if (!(difference < Infinity)) return Infinity;
    most = Math.max(most, difference);
  }
  return most;
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
