/** Share of the pixels that counts as the top. */
export const topShare = 0.2;

/**
 * Intersection over union of the top `share` of two maps' pixels, 0..1. A map's top is its ceil(share N) largest values, and
 * every pixel that ties with the least of them; zeros never belong to it. Null where a map has no value above zero.
 */
export function topOverlap(left: Float32Array, right: Float32Array, share = topShare): number | null {
  const [a, b] = [topThreshold(left, share), topThreshold(right, share)];
  if (a === null || b === null) return null;
  let [both, either] = [0, 0];
  for (let pixel = 0; pixel < left.length; pixel++) {
    const inLeft = left[pixel]! >= a;
    const inRight = right[pixel]! >= b;
    if (inLeft && inRight) both++;
    if (inLeft || inRight) either++;
  }
  return both / either;
}

/** Smallest value of the top, above zero. */
function topThreshold(map: Float32Array, share: number): number | null {
  const ascending = map.filter((value) => value > 0).sort();
  if (ascending.length === 0) return null;
  const count = Math.min(Math.ceil(share * map.length), ascending.length);
  return ascending.at(-count)!;
}
