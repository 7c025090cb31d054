/**
 * Spearman's rank correlation of two lists of the same length, ties at their mean rank: -1..1; null where one of them is
 * constant.
 *
 * @source Spearman 1904; with ties as Pearson's correlation of the ranks
 */
export function spearman(left: Float32Array, right: Float32Array): number | null {
  return pearson(meanRanks(left), meanRanks(right));
}

/** Ranks from 1 on, ties share the mean of theirs. */
export function meanRanks(values: Float32Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function pearson(left: Float64Array, right: Float64Array): number | null {
  // Ranks have this mean whatever the ties.
  const mean = (left.length + 1) / 2;
  let [product, leftSquares, rightSquares] = [0, 0, 0];
  for (let index = 0; index < left.length; index++) {
    const a = left[index]! - mean;
    const b = right[index]! - mean;
    product += a * b;
    leftSquares += a * a;
    rightSquares += b * b;
  }
  if (leftSquares === 0 || rightSquares === 0) return null;
  return Math.min(1, Math.max(-1, product / Math.sqrt(leftSquares * rightSquares)));
}
