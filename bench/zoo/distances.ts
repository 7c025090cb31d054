/** Largest absolute difference. Throws where the lengths differ or a value is no finite number. */
export function difference(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) {
    throw new Error(`Expected ${theirs.length} values, received ${ours.length}.`);
  }
  let worst = 0;
  for (let index = 0; index < ours.length; index++) {
    const here = Math.abs(ours[index]! - theirs[index]!);
    if (!Number.isFinite(here)) {
      throw new Error(`Expected ${theirs[index]} as value ${index}, received ${ours[index]}.`);
    }
    worst = Math.max(worst, here);
  }
  return worst;
}

/** The same as a share of the largest absolute value of `theirs`. Throws where that is 0: there is nothing to compare. */
export function share(ours: Float32Array, theirs: Float32Array): number {
  const largest = theirs.reduce((known, value) => Math.max(known, Math.abs(value)), 0);
  if (largest === 0) throw new Error("PyTorch's answer is 0 everywhere.");
  return difference(ours, theirs) / largest;
}
