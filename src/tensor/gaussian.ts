/** `size` (odd) values of a Gaussian around their middle, sum 1. */
export function gaussianKernel(size: number, sigma: number): Float64Array {
  const values = Float64Array.from({ length: size }, (_, index) =>
    Math.exp(-((index - (size - 1) / 2) ** 2) / (2 * sigma * sigma)),
  );
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** The map [rows * columns] under the symmetric kernel in both directions, zero beyond the border; the same size. */
export function separableConvolution(
  map: ArrayLike<number>,
  rows: number,
  columns: number,
  kernel: Float64Array,
): Float64Array {
  const across = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) convolveLine(map, row * columns, 1, columns, kernel, across);
  const out = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) convolveLine(across, column, columns, rows, kernel, out);
  return out;
}

function convolveLine(
  map: ArrayLike<number>,
  start: number,
  step: number,
  length: number,
  kernel: Float64Array,
  out: Float64Array,
): void {
  const reach = (kernel.length - 1) / 2;
  for (let index = 0; index < length; index++) {
    const first = Math.max(-reach, -index);
    const last = Math.min(reach, length - 1 - index);
    let sum = 0;
    for (let tap = first; tap <= last; tap++)
      sum += kernel[tap + reach]! * map[start + (index + tap) * step]!;
    out[start + index * step] = sum;
  }
}
