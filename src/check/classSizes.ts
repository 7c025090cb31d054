/**
 * By what the differences of scores [n, K] are told, class by class: the class's largest |score|, or the middle class's where
 * that is larger.
 *
 * @param scores row after row
 */
export function classSizes(scores: Float32Array, classCount: number): Float64Array {
  const sizes = new Float64Array(classCount);
  scores.forEach((value, at) => {
    sizes[at % classCount] = Math.max(sizes[at % classCount]!, Math.abs(value));
  });
  const middle = sizes.toSorted()[Math.floor((classCount - 1) / 2)] ?? 0;
  return sizes.map((size) => Math.max(size, middle));
}
