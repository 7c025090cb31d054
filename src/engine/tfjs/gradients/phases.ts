/**
 * Gradients of strided windows, from kernels that every backend has.
 *
 * Input position i = s j + r - before belongs to phase r of s; the taps k = r + s m reach it from output j - m. Each phase
 * is therefore an ordinary window over the outputs, and the input's gradient is the phases interleaved.
 */
import { tf } from '../tf.ts';
import type { Axes, Axis } from './axis.ts';

/** Positions j of a phase; one phase alone (stride 1) begins at the input's first position. */
export const phaseLength = ({ input, before, stride }: Axis): number =>
  stride === 1 ? input : Math.ceil((input + before) / stride);

/** Taps of phase r: r, r + s, r + 2 s, … */
export const phaseTaps = ({ kernel, stride }: Axis, phase: number): number =>
  Math.max(0, Math.ceil((kernel - phase) / stride));

/** Number of outputs that lie in front of the first j, negative where they are left out. */
export const phaseLead = (axis: Axis, taps: number): number =>
  (taps - 1) * axis.dilation - (axis.stride === 1 ? axis.before : 0);

/**
 * @param make the phase (row, column), [n, j rows, j columns, C]; null where no tap reaches it
 * @returns [n, rows, columns, C]
 */
export function interleaved(
  [rows, columns]: Axes,
  make: (row: number, column: number) => tf.Tensor4D | null,
  shape: readonly [count: number, channels: number],
): tf.Tensor4D {
  const [high, wide] = [phaseLength(rows), phaseLength(columns)];
  const [count, channels] = shape;
  const empty = (): tf.Tensor4D => tf.zeros([count, high, wide, channels]);
  const lines = range(rows.stride).map((row) => {
    const parts = range(columns.stride).map((column) => make(row, column) ?? empty());
    return joined(parts, 3, [count, high, wide * columns.stride, channels]);
  });
  const whole = joined(lines, 2, [count, high * rows.stride, wide * columns.stride, channels]);
  const start = [rows, columns].map(({ stride, before }) => (stride === 1 ? 0 : before));
  return fitted(whole, [start[0]!, start[1]!], [rows.input, columns.input]);
}

function joined(parts: tf.Tensor4D[], axis: number, shape: [number, number, number, number]): tf.Tensor4D {
  return parts.length === 1 ? parts[0]! : tf.reshape(tf.stack(parts, axis), shape);
}

/** `size` positions from `start` on; no copy where that is all. */
function fitted(
  whole: tf.Tensor4D,
  [top, left]: readonly [number, number],
  [high, wide]: readonly [number, number],
): tf.Tensor4D {
  const [count, rows, columns, channels] = whole.shape;
  if (top === 0 && left === 0 && rows === high && columns === wide) return whole;
  return tf.slice(whole, [0, top, left, 0], [count, high, wide, channels]);
}

/** Zeros added in front and behind, rows then columns; what is negative is cut off. */
export function padded(
  x: tf.Tensor4D,
  [top, bottom, left, right]: readonly [number, number, number, number],
  value = 0,
): tf.Tensor4D {
  const [count, rows, columns, channels] = x.shape;
  const cut = (pad: number): number => Math.max(0, -pad);
  const inside = fitted(
    x,
    [cut(top), cut(left)],
    [rows - cut(top) - cut(bottom), columns - cut(left) - cut(right)],
  );
  const add = (pad: number): number => Math.max(0, pad);
  if (Math.max(top, bottom, left, right) <= 0) return inside;
  if (count === 0 || channels === 0) return inside;
  const pads: [number, number][] = [
    [0, 0],
    [add(top), add(bottom)],
    [add(left), add(right)],
    [0, 0],
  ];
  return tf.pad(inside, pads, value);
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
