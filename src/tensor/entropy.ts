/**
 * Shannon entropy in bits of `values` (not negative) as a distribution: -sum p log2 p with p = value / sum, written as
 * log2(sum) - sum(value log2 value) / sum.
 *
 * @param sum of the values, positive
 */
export function entropyBits(values: Float32Array, sum: number): number {
  let weighted = 0;
  for (const value of values) if (value > 0) weighted += value * Math.log2(value);
  return Math.max(0, Math.log2(sum) - weighted / sum);
}
