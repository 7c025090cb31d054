import { elementCount, type Tensor } from './tensor.ts';

/** Where an output coordinate reads: two source indices and the share of the second. */
interface Tap {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** Half-pixel centres with edge clamp: source = (target + 0.5) * from / to - 0.5. */
function halfPixelTaps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, target) => {
    const source = Math.min(Math.max(((target + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(source);
    return { low, high: Math.min(low + 1, from - 1), share: source - low };
  });
}

/**
 * Bilinear resize of each map, half-pixel centres, edges clamped, no antialias (OpenCV's INTER_LINEAR).
 *
 * @param maps [n, h, w]
 * @returns [n, rows, columns]
 */
export function resizeMaps(maps: Tensor, rows: number, columns: number): Tensor {
  const [count = 0, fromRows = 0, fromColumns = 0] = maps.shape;
  const shape = [count, rows, columns];
  const out = new Float32Array(elementCount(shape));
  const vertical = halfPixelTaps(fromRows, rows);
  const horizontal = halfPixelTaps(fromColumns, columns);
  for (let map = 0; map < count; map++) {
    const source = maps.data.subarray(map * fromRows * fromColumns, (map + 1) * fromRows * fromColumns);
    const target = out.subarray(map * rows * columns, (map + 1) * rows * columns);
    resizeOne(source, fromColumns, target, vertical, horizontal);
  }
  return { data: out, shape };
}

/** Along rows first, for the few source rows that there are, then between them. */
function resizeOne(
  source: Float32Array,
  sourceColumns: number,
  target: Float32Array,
  vertical: readonly Tap[],
  horizontal: readonly Tap[],
): void {
  const columns = horizontal.length;
  const wide = Array.from({ length: source.length / sourceColumns }, (_, row) =>
    widened(source.subarray(row * sourceColumns, (row + 1) * sourceColumns), horizontal),
  );
  for (let row = 0; row < vertical.length; row++) {
    const { low, high, share } = vertical[row]!;
    const top = wide[low]!;
    const bottom = wide[high]!;
    const start = row * columns;
    for (let column = 0; column < columns; column++) {
      target[start + column] = top[column]! * (1 - share) + bottom[column]! * share;
    }
  }
}

/** In float64, so that each output is rounded once. */
function widened(row: Float32Array, taps: readonly Tap[]): Float64Array {
  const out = new Float64Array(taps.length);
  for (let column = 0; column < taps.length; column++) {
    const { low, high, share } = taps[column]!;
    out[column] = row[low]! * (1 - share) + row[high]! * share;
  }
  return out;
}
