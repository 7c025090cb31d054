/** Index of the largest value, the lowest on ties; NaN never wins. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index;
  return best;
}

/** Indices of the `count` largest values, largest first, the lower index first on ties. */
export function topIndices(values: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  if (count < 1) return best;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (best.length === count && !(value > values[best[count - 1]!]!)) continue;
    let place = Math.min(best.length, count - 1);
    for (; place > 0 && value > values[best[place - 1]!]!; place--) best[place] = best[place - 1]!;
    best[place] = index;
  }
  return best;
}
