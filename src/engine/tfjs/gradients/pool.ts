/** Pooling with gradients from kernels that every backend has; TensorFlow.js's own max-pool gradient is wrong where windows overlap. */
import { tf } from '../tf.ts';
import { axesOf, type Axes, type Axis, type Windows } from './axis.ts';
import { convolution, forgetTurned, inputGradient, type Convolution } from './convolve.ts';
import { asConstant } from './slope.ts';
import { interleaved, padded, phaseLead, phaseLength, phaseTaps, range } from './phases.ts';

export interface Pooling extends Windows {
  readonly kernel: readonly [rows: number, columns: number];
}

type PoolArguments = [[number, number], [number, number], 'same' | 'valid'];

/** The kernel itself. Explicit padding is added in front of it. */
function pooled(x: tf.Tensor4D, kind: 'max' | 'avg', { kernel, strides, padding }: Pooling): tf.Tensor4D {
  const name = padding === 'SAME' ? 'same' : 'valid';
  const args: PoolArguments = [[...kernel], [...strides], name];
  return kind === 'max' ? tf.maxPool(x, ...args) : tf.avgPool(x, ...args);
}

const lowest = -3.4e38;

/** The largest of each window; its gradient goes to the first of equal ones, row by row, as TensorFlow's does. */
export function maxPool(x: tf.Tensor4D, given: Pooling): tf.Tensor4D {
  const { padding } = given;
  if (typeof padding !== 'string') return maxPool(padded(x, padding, lowest), { ...given, padding: 'VALID' });
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const value = pooled(input as tf.Tensor4D, 'max', given);
    (save as tf.GradSaveFunc)([asConstant(input as tf.Tensor), value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [kept, largest] = saved as [tf.Tensor4D, tf.Tensor4D];
        return maxPoolGradient(dy as tf.Tensor4D, kept, largest, given);
      },
    };
  });
  return run(x);
}

function maxPoolGradient(dy: tf.Tensor4D, x: tf.Tensor4D, largest: tf.Tensor4D, given: Pooling): tf.Tensor4D {
  const [count, rows, columns, channels] = x.shape;
  const axes = axesOf([rows, columns], given.kernel, given);
  const shares = sharesOf(dy, x, largest, axes);
  return interleaved(axes, (row, column) => phaseOf(shares, axes, row, column), [count, channels]);
}

/** dy where the window's largest value stands at tap (row, column) and at none before it, per tap. */
function sharesOf(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  largest: tf.Tensor4D,
  [rows, columns]: Axes,
): tf.Tensor4D[][] {
  const framed = padded(x, [rows.before, rows.after, columns.before, columns.after], lowest);
  let open: tf.Tensor = tf.onesLike(largest);
  return range(rows.kernel).map((row) =>
    range(columns.kernel).map((column) => {
      const values = everySecond(framed, [rows, columns], row, column);
      const hit = tf.mul(tf.cast(tf.equal(values, largest), 'float32'), open);
      open = tf.sub(open, hit);
      return tf.mul(dy, asConstant(hit));
    }),
  );
}

/** What tap (row, column) sees, for every window. */
function everySecond(framed: tf.Tensor4D, [rows, columns]: Axes, row: number, column: number): tf.Tensor4D {
  const [count, , , channels] = framed.shape;
  const end = (axis: Axis, tap: number): number => tap + (axis.output - 1) * axis.stride + 1;
  const [bottom, right] = [end(rows, row), end(columns, column)];
  if (rows.stride === 1 && columns.stride === 1)
    return tf.slice(framed, [0, row, column, 0], [count, bottom - row, right - column, channels]);
  return tf.stridedSlice(
    framed,
    [0, row, column, 0],
    [count, bottom, right, channels],
    [1, rows.stride, columns.stride, 1],
  ) as tf.Tensor4D;
}

/** The shares of the phase's taps, each moved by its own number of windows, added up. */
function phaseOf(
  shares: readonly (readonly tf.Tensor4D[])[],
  [rows, columns]: Axes,
  row: number,
  column: number,
): tf.Tensor4D | null {
  const parts = range(phaseTaps(rows, row)).flatMap((down) =>
    range(phaseTaps(columns, column)).map((right) => {
      const share = shares[row + down * rows.stride]![column + right * columns.stride]!;
      const [top, bottom] = padsAround(rows, down);
      const [left, behind] = padsAround(columns, right);
      return padded(share, [top, bottom, left, behind]);
    }),
  );
  return parts.length === 0 ? null : parts.reduce((sum, part) => tf.add(sum, part));
}

function padsAround(axis: Axis, moved: number): readonly [before: number, after: number] {
  const before = phaseLead(axis, 1) + moved;
  return [before, phaseLength(axis) - before - axis.output];
}

/** The mean of each window, positions outside the image not counted. */
export function averagePool(x: tf.Tensor4D, given: Pooling): tf.Tensor4D {
  const [, rows, columns, channels] = x.shape;
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => ({
    value: pooled(input as tf.Tensor4D, 'avg', given),
    gradFunc: (dy: tf.Tensor) => {
      const sums: Convolution = {
        ...given,
        kind: 'depthwise',
        filter: onesFilter(given.kernel, channels),
        dilations: [1, 1],
      };
      const counts = convolution(tf.ones([1, rows, columns, channels]), sums);
      return inputGradient(tf.div(dy, counts), sums, [rows, columns, channels]);
    },
  }));
  return run(x) as tf.Tensor4D;
}

/** Filters that add up windows. Kept, because a second derivative reads them after the first has gone. */
const onesFilters = new Map<string, tf.Tensor4D>();

function onesFilter([rows, columns]: Pooling['kernel'], channels: number): tf.Tensor4D {
  const key = [rows, columns, channels].join();
  const found = onesFilters.get(key);
  if (found !== undefined) return found;
  const made: tf.Tensor4D = tf.keep(tf.ones([rows, columns, channels, 1]));
  onesFilters.set(key, made);
  return made;
}

/** Frees them; they are made again where one is needed. */
export function forgetOnes(): void {
  for (const filter of onesFilters.values()) {
    forgetTurned(filter);
    filter.dispose();
  }
  onesFilters.clear();
}
