import type { Tensor } from '../../tensor/tensor.ts';
import { sumOf } from '../sum.ts';

/**
 * Wasserstein-1 distance of two samples of numbers: the area between their distribution functions.
 *
 * @source Vaserstein 1969; in one dimension Vallender 1974
 */
export function wassersteinOfSamples(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const a = Float64Array.from(left).sort();
  const b = Float64Array.from(right).sort();
  let [i, j, area] = [0, 0, 0];
  let before = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const at = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    area += Math.abs(i / a.length - j / b.length) * (at - before);
    while (a[i] === at) i++;
    while (b[j] === at) j++;
    before = at;
  }
  return area;
}

/** Directions on which maps are projected, evenly over half a turn. */
const directions = 16;
/** Bins along a direction, whose range is the map's diagonal. */
const bins = 512;

/**
 * How far a map's mass has to move to become the other's, as a share of the map's longer side: the sliced Wasserstein-1
 * distance over 16 directions, times pi / 2, so that a shift of the whole map by d gives d (within one per cent). Null where
 * a map has no mass.
 *
 * @param left [H, W], not negative
 * @source Bonneel et al., Sliced and Radon Wasserstein Barycenters of Measures, JMIV 2015
 */
export function wassersteinOfMaps(left: Tensor, right: Tensor): number | null {
  const masses = [sumOf(left.data), sumOf(right.data)];
  if (masses.some((mass) => !(mass > 0))) return null;
  const [rows = 0, columns = 0] = left.shape;
  let total = 0;
  for (let direction = 0; direction < directions; direction++) {
    const angle = (Math.PI * (direction + 0.5)) / directions;
    const difference = new Float64Array(bins);
    project(left, angle, 1 / masses[0]!, difference);
    project(right, angle, -1 / masses[1]!, difference);
    total += areaOfCumulated(difference);
  }
  const binWidth = Math.hypot(rows, columns) / (bins - 1);
  return ((Math.PI / 2) * (total / directions) * binWidth) / Math.max(rows, columns);
}

/** Adds the map's mass by its place along the direction, shared between the two nearest bins. */
function project({ data, shape }: Tensor, angle: number, factor: number, out: Float64Array): void {
  const [rows = 0, columns = 0] = shape;
  const toBin = (bins - 1) / Math.hypot(rows, columns);
  const [acrossStep, downStep] = [Math.cos(angle) * toBin, Math.sin(angle) * toBin];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const mass = data[row * columns + column]! * factor;
      if (mass === 0) continue;
      const place =
        (column - (columns - 1) / 2) * acrossStep + (row - (rows - 1) / 2) * downStep + (bins - 1) / 2;
      const low = Math.floor(place);
      out[low]! += mass * (1 - (place - low));
      out[low + 1]! += mass * (place - low);
    }
  }
}

function areaOfCumulated(difference: Float64Array): number {
  let [cumulated, area] = [0, 0];
  for (const value of difference) {
    cumulated += value;
    area += Math.abs(cumulated);
  }
  return area;
}
