/** Largest absolute difference; NaN counts as infinitely far. */
export function difference(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length)
    throw new Error(`Expected ${theirs.length} values, received ${ours.length}.`);
  let worst = 0;
  for (let index = 0; index < ours.length; index++) {
    const here = Math.abs(ours[index]! - theirs[index]!);
    if (!(here <= worst)) worst = Number.isNaN(here) ? Infinity : here;
  }
  return worst;
}

/** The same as a share of the largest absolute value of `theirs`. */
export const share = (ours: Float32Array, theirs: Float32Array): number =>
  difference(ours, theirs) / theirs.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
