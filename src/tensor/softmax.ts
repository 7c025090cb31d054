/** exp(x_i) / sum_j exp(x_j), shifted by the maximum so that nothing overflows; sums in float64. */
export function softmax(scores: ArrayLike<number>): Float32Array {
  let highest = -Infinity;
  for (let index = 0; index < scores.length; index++) highest = Math.max(highest, scores[index]!);
  const exponentials = Float64Array.from({ length: scores.length }, (_, index) =>
    Math.exp(scores[index]! - highest),
  );
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(exponentials, (value) => value / total);
}
