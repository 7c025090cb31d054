/** Figures of a finished map, for its record. */
import { entropyBits } from '../tensor/entropy.ts';

export interface MapStats {
  /** Sum of squares over all pixels, divided by their number. */
  readonly energy: number;
  /** Shannon entropy of the map as a distribution over pixels, bits; 0 for a flat map. */
  readonly entropy: number;
  /** Fractions of width and height, pixel centres at (index + 0.5) / size; null for a flat map. */
  readonly centerOfMass: [x: number, y: number] | null;
  /** Smallest box around the pixels at or above half of the maximum: x, y, width, height in pixels; null for a flat map. */
  readonly box: [x: number, y: number, width: number, height: number] | null;
}

/** @param map [height, width] in 0..1; all zeros where it is flat */
export function mapStats(map: Float32Array, width: number, height: number): MapStats {
  const { sum, squares, maximum, x, y } = moments(map, width, height);
  const energy = squares / map.length;
  if (!(sum > 0)) return { energy, entropy: 0, centerOfMass: null, box: null };
  return {
    energy,
    entropy: entropyBits(map, sum),
    centerOfMass: [x / sum / width, y / sum / height],
    box: boxAtOrAbove(map, width, height, maximum / 2),
  };
}

/** Sums over pixels of value, value², value × column and value × row (of pixel centres), in one pass. */
function moments(map: Float32Array, width: number, height: number): Readonly<Record<Moment, number>> {
  let [sum, squares, maximum, x, y] = [0, 0, 0, 0, 0];
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let rowSum = 0;
    for (let column = 0; column < width; column++) {
      const value = map[start + column]!;
      sum += value;
      rowSum += value;
      squares += value * value;
      x += value * (column + 0.5);
      if (value > maximum) maximum = value;
    }
    y += rowSum * (row + 0.5);
  }
  return { sum, squares, maximum, x, y };
}
type Moment = 'sum' | 'squares' | 'maximum' | 'x' | 'y';

function boxAtOrAbove(
  map: Float32Array,
  width: number,
  height: number,
  threshold: number,
): [number, number, number, number] {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let first = 0;
    while (first < width && map[start + first]! < threshold) first++;
    if (first === width) continue;
    let last = width - 1;
    while (map[start + last]! < threshold) last--;
    if (first < left) left = first;
    if (last > right) right = last;
    if (row < top) top = row;
    bottom = row;
  }
  return [left, top, right - left + 1, bottom - top + 1];
}
