import { scaleFactor } from './scale.ts';
import { zeros, type Tensor } from './tensor.ts';

/** Where output coordinates read: two source indices each, and the share of the second. */
interface Taps {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float64Array;
}

/** Half-pixel centres with edge clamp: source = (target + 0.5) * from / to - 0.5. */
function halfPixelTaps(from: number, to: number): Taps {
  const taps = { low: new Int32Array(to), high: new Int32Array(to), share: new Float64Array(to) };
  for (let target = 0; target < to; target++) {
    const source = Math.min(Math.max(((target + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(source);
    taps.low[target] = low;
    taps.high[target] = Math.min(low + 1, from - 1);
    taps.share[target] = source - low;
  }
  return taps;
}

/**
 * Bilinear resize of each map, half-pixel centres, edges clamped, no antialias (OpenCV's INTER_LINEAR).
 *
 * @param maps [n, h, w]
 * @returns [n, rows, columns]
 */
export const resizeMaps = (maps: Tensor, rows: number, columns: number): Tensor =>
  resized(maps, rows, columns, resizeOne);

/**
 * The same, each map then scaled by its own extremes as `scale` does. Along a column values rise or fall evenly from one source
 * row to the next, so the extremes are in the first and last row between two of them: every pixel is written once.
 */
export const resizeAndScaleMaps = (maps: Tensor, rows: number, columns: number): Tensor =>
  resized(maps, rows, columns, resizeAndScaleOne);

type ResizeOne = (wide: WideRows, target: Float32Array, vertical: Taps) => void;

function resized({ data, shape }: Tensor, rows: number, columns: number, one: ResizeOne): Tensor {
  const [count = 0, fromRows = 0, fromColumns = 0] = shape;
  const out = zeros([count, rows, columns]);
  const vertical = halfPixelTaps(fromRows, rows);
  const horizontal = halfPixelTaps(fromColumns, columns);
  const wide = new WideRows(fromRows, columns);
  for (let map = 0; map < count; map++) {
    wide.fill(data.subarray(map * fromRows * fromColumns, (map + 1) * fromRows * fromColumns), horizontal);
    one(wide, out.data.subarray(map * rows * columns, (map + 1) * rows * columns), vertical);
  }
  return out;
}

/** Source rows of one map at the width of the target, in float64, so that each output is rounded once. */
class WideRows {
  readonly columns: number;
  readonly rows: readonly Float64Array[];
  /** From each row to the next; zeros from the last. */
  readonly steps: readonly Float64Array[];

  constructor(rows: number, columns: number) {
    this.columns = columns;
    this.rows = Array.from({ length: rows }, () => new Float64Array(columns));
    this.steps = Array.from({ length: rows }, () => new Float64Array(columns));
  }

  fill(source: Float32Array, { low, high, share }: Taps): void {
    const width = source.length / this.rows.length;
    for (const [index, row] of this.rows.entries()) {
      const start = index * width;
      for (let column = 0; column < row.length; column++) {
        const left = source[start + low[column]!]!;
        row[column] = left + (source[start + high[column]!]! - left) * share[column]!;
      }
    }
    for (let index = 0; index + 1 < this.rows.length; index++) {
      const [row, next, step] = [this.rows[index]!, this.rows[index + 1]!, this.steps[index]!];
      for (let column = 0; column < row.length; column++) step[column] = next[column]! - row[column]!;
    }
  }
}

function resizeOne({ rows, steps, columns }: WideRows, target: Float32Array, { low, share }: Taps): void {
  for (let row = 0; row < low.length; row++) {
    const [top, step, part] = [rows[low[row]!]!, steps[low[row]!]!, share[row]!];
    const start = row * columns;
    for (let column = 0; column < columns; column++)
      target[start + column] = top[column]! + step[column]! * part;
  }
}

function resizeAndScaleOne(wide: WideRows, target: Float32Array, vertical: Taps): void {
  const { rows, steps, columns } = wide;
  const { low, share } = vertical;
  const [minimum, maximum] = extremes(wide, vertical);
  const factor = scaleFactor(minimum, maximum);
  for (let row = 0; row < low.length; row++) {
    const [top, step, part] = [rows[low[row]!]!, steps[low[row]!]!, share[row]!];
    const start = row * columns;
    for (let column = 0; column < columns; column++)
      target[start + column] = (Math.fround(top[column]! + step[column]! * part) - minimum) * factor;
  }
}

function extremes(
  { rows, steps }: WideRows,
  { low, share }: Taps,
): readonly [minimum: number, maximum: number] {
  let [minimum, maximum] = [Infinity, -Infinity];
  for (let row = 0; row < low.length; row++) {
    if (low[row] === low[row - 1] && low[row] === low[row + 1]) continue;
    const [top, step, part] = [rows[low[row]!]!, steps[low[row]!]!, share[row]!];
    for (let column = 0; column < top.length; column++) {
      const value = Math.fround(top[column]! + step[column]! * part);
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    }
  }
  return [minimum, maximum];
}
