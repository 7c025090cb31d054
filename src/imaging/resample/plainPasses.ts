/** The passes in JavaScript: where WebAssembly has no SIMD, for pictures too large for its memory, and to test it by. */
import type { RgbImage } from '../decode.ts';
import { reachOf, weightBits, type Taps } from './taps.ts';

/** Of this module: a test runner looks imports up at each use. */
const bits = weightBits;
const half = 2 ** (bits - 1);

/** Both passes: `columns` and `rows` say what each column and row of the result is made of; [rows, columns, 3]. */
export type Passes = (source: RgbImage, columns: Taps, rows: Taps) => Uint8Array;

export function plainPasses(source: RgbImage, columns: Taps, rows: Taps): Uint8Array {
  const { from, to } = reachOf(rows);
  return resizeRows(resizeColumns(source, from, to, columns), columns.first.length, from, rows);
}

/**
 * Horizontal pass over source rows `top` to `bottom` (exclusive): [bottom - top, columns, 3]. Products and sums are int32, as
 * PIL's are, and said to be (`imul`, `| 0`), so that none is checked for overflow: a fifth faster.
 */
function resizeColumns(source: RgbImage, top: number, bottom: number, columns: Taps): Uint8ClampedArray {
  const data = plainBytes(source.data);
  const { first, count, weights, stride } = columns;
  const width = first.length;
  const out = new Uint8ClampedArray((bottom - top) * width * 3);
  let to = 0;
  for (let row = top; row < bottom; row++) {
    for (let column = 0; column < width; column++) {
      let from = Math.imul(Math.imul(row, source.width) + first[column]!, 3);
      let red = half;
      let green = half;
      let blue = half;
      const end = column * stride + count[column]!;
      for (let tap = column * stride; tap < end; tap++) {
        const weight = weights[tap]!;
        red = (red + Math.imul(data[from]!, weight)) | 0;
        green = (green + Math.imul(data[from + 1]!, weight)) | 0;
        blue = (blue + Math.imul(data[from + 2]!, weight)) | 0;
        from = (from + 3) | 0;
      }
      out[to++] = red >> bits;
      out[to++] = green >> bits;
      out[to++] = blue >> bits;
    }
  }
  return out;
}

/** Loops that see both Uint8Array and Node's Buffer are slower in both. */
const plainBytes = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length);

/** Vertical pass: `narrow` starts at source row `top`, its rows hold `width` pixels. Whole rows are added up. */
function resizeRows(narrow: Uint8ClampedArray, width: number, top: number, rows: Taps): Uint8Array {
  const { first, count, weights, stride } = rows;
  const length = width * 3;
  const out = new Uint8ClampedArray(first.length * length);
  const sums = new Int32Array(length);
  for (let row = 0; row < first.length; row++) {
    sums.fill(half);
    for (let tap = 0; tap < count[row]!; tap++) {
      const from = (first[row]! - top + tap) * length;
      addRow(sums, narrow, from, weights[row * stride + tap]!);
    }
    for (let index = 0; index < length; index++) out[row * length + index] = sums[index]! >> bits;
  }
  return new Uint8Array(out.buffer);
}

function addRow(sums: Int32Array, rows: Uint8ClampedArray, from: number, weight: number): void {
  for (let index = 0; index < sums.length; index++) {
    sums[index] = (sums[index]! + Math.imul(rows[from + index]!, weight)) | 0;
  }
}
