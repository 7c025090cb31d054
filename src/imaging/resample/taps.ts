/** Which source pixels an output pixel is made of, and by what weights: PIL's filters in PIL's fixed point. */
import type { ResizeFilter } from '../../config/modelCard.ts';

interface Kernel {
  /** Half width at scale 1, source pixels. */
  readonly support: number;
  readonly weight: (x: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kernels: Readonly<Record<Exclude<ResizeFilter, 'nearest'>, Kernel>> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Keys' cubic with a = -0.5. */
function cubic(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** Weights are whole numbers of 2^-22. */
export const weightBits = 22;
const one = 2 ** weightBits;

/** For each output position: the first source position, how many, and their weights (row of `stride`), which sum to 2^22. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Of the output positions `start` to `start + length`, where all `size` of them would cover the source. */
export function tapsOf(
  sourceSize: number,
  size: number,
  start: number,
  length: number,
  filter: ResizeFilter,
): Taps {
  if (filter === 'nearest') return nearestTaps(sourceSize, size, start, length);
  const { support, weight } = kernels[filter];
  const scale = sourceSize / size;
  const widening = Math.max(1, scale);
  const reach = support * widening;
  const stride = Math.ceil(reach) * 2 + 2; // one more than needed: a zero behind the last weight
  const first = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const raw = new Float64Array(stride);
  for (let index = 0; index < length; index++) {
    const center = (start + index + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - reach + 0.5));
    const to = Math.min(sourceSize, Math.trunc(center + reach + 0.5));
    let sum = 0;
    for (let tap = 0; tap < to - from; tap++) {
      raw[tap] = weight((from + tap - center + 0.5) / widening);
      sum += raw[tap]!;
    }
    first[index] = from;
    count[index] = to - from;
    for (let tap = 0; tap < to - from; tap++) weights[index * stride + tap] = fixedPoint(raw[tap]!, sum);
  }
  return { first, count, weights, stride };
}

/** In units of 2^-22, half away from zero. */
const fixedPoint = (raw: number, sum: number): number => Math.trunc((raw / sum) * one + Math.sign(raw) * 0.5);

/** Positions are added up, not multiplied, because PIL's last bits, and so its choice between two pixels, come from that. */
function nearestTaps(sourceSize: number, size: number, start: number, length: number): Taps {
  const scale = sourceSize / size;
  const first = new Int32Array(length);
  let center = scale * 0.5;
  for (let index = 0; index < start + length; index++) {
    if (index >= start) first[index - start] = Math.min(sourceSize - 1, Math.floor(center));
    center += scale;
  }
  return {
    first,
    count: new Int32Array(length).fill(1),
    weights: Int32Array.from({ length: length * 2 }, (_, tap) => (tap % 2 === 0 ? one : 0)),
    stride: 2,
  };
}

/** The source positions that any output position needs: `from` to `to`, exclusive. */
export function reachOf({ first, count }: Taps): { readonly from: number; readonly to: number } {
  let to = 0;
  for (let index = 0; index < first.length; index++) to = Math.max(to, first[index]! + count[index]!);
  return { from: first[0] ?? 0, to };
}
