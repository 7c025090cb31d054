/**
 * exp(x_i) / sum_j exp(x_j), shifted by the maximum so that nothing overflows; sums in float64. Plain loops: it is computed for
 * every image, and callbacks over a thousand classes cost as much as finishing its map.
 */
export function softmax(scores: ArrayLike<number>): Float32Array {
  const { length } = scores;
  let highest = -Infinity;
  for (let index = 0; index < length; index++) highest = Math.max(highest, scores[index]!);
  const exponentials = new Float64Array(length);
  let total = 0;
  for (let index = 0; index < length; index++) {
    exponentials[index] = Math.exp(scores[index]! - highest);
    total += exponentials[index]!;
  }
  const shares = new Float32Array(length);
  for (let index = 0; index < length; index++) shares[index] = exponentials[index]! / total;
  return shares;
}
