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
  const { sum, squares, maximum } = totals(map);
  const energy = squares / map.length;
  if (!(sum > 0)) return { energy, entropy: 0, centerOfMass: null, box: null };
  return {
    energy,
    entropy: entropyBits(map, sum),
    centerOfMass: centerOfMass(map, width, height, sum),
    box: boxAtOrAbove(map, width, maximum / 2),
  };
}

function totals(map: Float32Array): { sum: number; squares: number; maximum: number } {
  let sum = 0;
  let squares = 0;
  let maximum = 0;
  for (const value of map) {
    sum += value;
    squares += value * value;
    if (value > maximum) maximum = value;
  }
  return { sum, squares, maximum };
}

function centerOfMass(map: Float32Array, width: number, height: number, sum: number): [number, number] {
  let x = 0;
  let y = 0;
  for (let row = 0; row < height; row++) {
    let rowSum = 0;
    for (let column = 0; column < width; column++) {
      const value = map[row * width + column]!;
      rowSum += value;
      x += value * (column + 0.5);
    }
    y += rowSum * (row + 0.5);
  }
  return [x / sum / width, y / sum / height];
}

function boxAtOrAbove(map: Float32Array, width: number, threshold: number): [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let index = 0; index < map.length; index++) {
    if (map[index]! < threshold) continue;
    const column = index % width;
    const row = (index - column) / width;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = row;
  }
  return [left, top, right - left + 1, bottom - top + 1];
}
