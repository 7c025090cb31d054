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

/** ONNX Runtime computes places in single precision, which decides what `nearest` takes at a boundary. */
const single = Math.fround;

const halfPixel: PlaceOf = (place, { scale }) => single(single((place + 0.5) / scale) - 0.5);

/** By attribute `coordinate_transformation_mode`. `tf_crop_and_resize` cuts by a region given at run time. */
const placeOf: Readonly<Record<string, PlaceOf>> = {
  half_pixel: halfPixel,
  pytorch_half_pixel: (place, axis) => (axis.to > 1 ? halfPixel(place, axis) : 0),
  half_pixel_symmetric: (place, { scale, from, to }) => {
    const adjustment = single(to / single(scale * from));
    const offset = single((from / 2) * single(1 - adjustment));
    return single(single(offset + single((place + 0.5) / scale)) - 0.5);
  },
  align_corners: (place, { from, to }) => (to === 1 ? 0 : single((place * (from - 1)) / (to - 1))),
  asymmetric: (place, { scale }) => single(place / scale),
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

/**
 * Which element `nearest` takes at a boundary between two is a matter of how ONNX Runtime rounds. These ways are known
 * from its answers (sizes 1 to 14); exporters write no others.
 */
const isReproduced = (coordinates: string, nearest: string): boolean =>
  nearest === 'round_prefer_ceil' ? coordinates === 'align_corners' : coordinates !== 'half_pixel_symmetric';

export const isKnown = ({ mode, coordinates, nearest }: Interpolation): boolean =>
  Object.hasOwn(tapsAt, mode) &&
  Object.hasOwn(placeOf, coordinates) &&
  Object.hasOwn(roundings, nearest) &&
  (mode !== 'nearest' || isReproduced(coordinates, nearest));

/** y = matrix x along the axis, [to, from]. */
export function interpolationMatrix(axis: ResizedAxis, interpolation: Interpolation): Matrix {
  const { from, to } = axis;
  const data = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    const place = placeOf[interpolation.coordinates]!(row, { ...axis, scale: single(axis.scale) });
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
