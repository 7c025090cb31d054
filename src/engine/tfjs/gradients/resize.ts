/** Resizing of maps. It is linear and goes by rows and columns apart, so that the gradient is two products with matrices. */
import { tf } from '../tf.ts';
import { alongAxis } from './gather.ts';

export interface Interpolation {
  readonly kind: 'bilinear' | 'nearest';
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** [n, h, w, C] → [n, rows, columns, C] */
export function resized(
  x: tf.Tensor4D,
  size: readonly [rows: number, columns: number],
  given: Interpolation,
): tf.Tensor4D {
  const [, rows, columns] = x.shape;
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => ({
    value: kernel(input as tf.Tensor4D, size, given),
    gradFunc: (dy: tf.Tensor) => {
      const narrow = alongAxis(dy, tf.transpose(weights(columns, size[1], given)), 2);
      return alongAxis(narrow, tf.transpose(weights(rows, size[0], given)), 1);
    },
  }));
  return run(x) as tf.Tensor4D;
}

function kernel(
  x: tf.Tensor4D,
  [rows, columns]: readonly [number, number],
  { kind, alignCorners, halfPixelCenters }: Interpolation,
): tf.Tensor4D {
  const resize = kind === 'bilinear' ? tf.image.resizeBilinear : tf.image.resizeNearestNeighbor;
  return resize(x, [rows, columns], alignCorners, halfPixelCenters);
}

/** [to, from]: what each new position takes of the old ones. */
function weights(from: number, to: number, given: Interpolation): tf.Tensor2D {
  const matrix = new Float32Array(to * from);
  for (let row = 0; row < to; row++) {
    for (const [column, share] of sourcesOf(row, from, to, given)) matrix[row * from + column]! += share;
  }
  return tf.tensor2d(matrix, [to, from]);
}

function sourcesOf(
  at: number,
  from: number,
  to: number,
  { kind, alignCorners, halfPixelCenters }: Interpolation,
): (readonly [place: number, share: number])[] {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const last = from - 1;
  if (kind === 'nearest') {
    const place = halfPixelCenters ? (at + 0.5) * scale : at * scale;
    return [[Math.min(alignCorners ? Math.round(place) : Math.floor(place), last), 1]];
  }
  const place = halfPixelCenters ? (at + 0.5) * scale - 0.5 : at * scale;
  const low = Math.max(Math.floor(place), 0);
  const share = place - Math.floor(place);
  return [
    [low, 1 - share],
    [Math.min(Math.max(Math.ceil(place), 0), last), share],
  ];
}
