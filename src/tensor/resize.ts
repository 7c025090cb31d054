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

function resizeOne(
  source: Float32Array,
  sourceColumns: number,
  target: Float32Array,
  vertical: readonly Tap[],
  horizontal: readonly Tap[],
): void {
  const columns = horizontal.length;
  for (let row = 0; row < vertical.length; row++) {
    const { low, high, share } = vertical[row]!;
    const upper = low * sourceColumns;
    const lower = high * sourceColumns;
    for (let column = 0; column < columns; column++) {
      const tap = horizontal[column]!;
      const top = source[upper + tap.low]! * (1 - tap.share) + source[upper + tap.high]! * tap.share;
      const bottom = source[lower + tap.low]! * (1 - tap.share) + source[lower + tap.high]! * tap.share;
      target[row * columns + column] = top * (1 - share) + bottom * share;
    }
  }
}
