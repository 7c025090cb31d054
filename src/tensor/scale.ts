/** Denominator of every scaling: absolute, so constant factors of a method must not be dropped. */
const epsilon = 1e-7;

/** Subtracts the minimum and divides by 1e-7 + maximum, in place; a constant map becomes all zeros. */
export function scale(map: Float32Array): void {
  const [minimum, maximum] = range(map);
  const factor = scaleFactor(minimum, maximum);
  for (let index = 0; index < map.length; index++) map[index] = (map[index]! - minimum) * factor;
}

/** 1 / (1e-7 + span): what a map of these extremes is multiplied with once its minimum has been taken away. */
export const scaleFactor = (minimum: number, maximum: number): number =>
  1 / Math.fround(epsilon + Math.fround(maximum - minimum));

/** Smallest and largest value. */
export function range(map: Float32Array): readonly [minimum: number, maximum: number] {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let index = 0; index < map.length; index++) {
    const value = map[index]!;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return [minimum, maximum];
}
