/**
 * The weights by which Resize makes each element of an axis of the input's.
 * @source https://onnx.ai/onnx/operators/onnx__Resize.html
 */
import type { Matrix } from '../linear.ts';

export interface ResizedAxis {
  readonly from: number;
  readonly to: number;
  /** Elements of the output for each of the input; to / from but for rounding. */
  readonly scale: number;
}

export interface Interpolation {
  readonly mode: string;
  /** How places of the output become places of the input. */
  readonly coordinates: string;
  /** Which element `nearest` takes between two. */
  readonly nearest: string;
  readonly cubicCoefficient: number;
  /** Whether weights that fall outside the input are left out, not given to its border. */
  readonly excludeOutside: boolean;
}

type PlaceOf = (place: number, axis: ResizedAxis) => number;

/** By attribute `coordinate_transformation_mode`. `tf_crop_and_resize` cuts by a region given at run time. */
const placeOf: Readonly<Record<string, PlaceOf>> = {
  half_pixel: (place, { scale }) => (place + 0.5) / scale - 0.5,
  pytorch_half_pixel: (place, { scale, to }) => (to > 1 ? (place + 0.5) / scale - 0.5 : 0),
  half_pixel_symmetric: (place, { scale, from, to }) => {
    const offset = (from / 2) * (1 - to / (scale * from));
    return offset + (place + 0.5) / scale - 0.5;
  },
  align_corners: (place, { from, to }) => (to === 1 ? 0 : (place * (from - 1)) / (to - 1)),
  asymmetric: (place, { scale }) => place / scale,
};

const roundings: Readonly<Record<string, (place: number) => number>> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Elements, perhaps outside the input, and their weights. */
type Taps = readonly (readonly [element: number, weight: number])[];
type TapsAt = (place: number, axis: ResizedAxis, interpolation: Interpolation) => Taps;

/** Keys' cubic convolution, 1981: |t| <= 1, 1 < |t| < 2 */
const cubicWeight = (t: number, a: number): number =>
  t <= 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;

/** By attribute `mode`. */
const tapsAt: Readonly<Record<string, TapsAt>> = {
  nearest: (place, _axis, { nearest }) => [[roundings[nearest]!(place), 1]],
  linear: (place, { from }) => {
    const inside = Math.min(Math.max(place, 0), from - 1);
    const below = Math.floor(inside);
    return [
      [below, 1 - (inside - below)],
      [below + 1, inside - below],
    ];
  },
  cubic: (place, _axis, { cubicCoefficient }) => {
    const below = Math.floor(place);
    return [-1, 0, 1, 2].map((offset) => {
      const element = below + offset;
      return [element, cubicWeight(Math.abs(place - element), cubicCoefficient)] as const;
    });
  },
};

export const isKnown = ({ mode, coordinates, nearest }: Interpolation): boolean =>
  Object.hasOwn(tapsAt, mode) && Object.hasOwn(placeOf, coordinates) && Object.hasOwn(roundings, nearest);

/** y = matrix x along the axis, [to, from]. */
export function interpolationMatrix(axis: ResizedAxis, interpolation: Interpolation): Matrix {
  const { from, to } = axis;
  const data = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    // ONNX Runtime computes places in single precision, which decides what `nearest` takes at a boundary.
    const place = Math.fround(placeOf[interpolation.coordinates]!(row, axis));
    const taps = tapsAt[interpolation.mode]!(place, axis, interpolation);
    const counted = interpolation.excludeOutside
      ? taps.filter(([element]) => element >= 0 && element < from)
      : taps;
    const total = counted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [element, weight] of counted)
      data[row * from + Math.min(Math.max(element, 0), from - 1)]! += weight / total;
  }
  return { data, rows: to, columns: from };
}
