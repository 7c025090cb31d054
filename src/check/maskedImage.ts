import type { Tensor } from '../tensor/tensor.ts';

/**
 * ScoreCAM's mask by hand: image [C, H, W] times (U - min U) / (max U - min U + 1e-8), U = map [h, w] upsampled, bilinear
 * with corners aligned.
 */
export function maskedImage(image: Tensor, map: Tensor): Float32Array {
  const [, rows = 0, columns = 0] = image.shape;
  const [height = 0, width = 0] = map.shape;
  const mask = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const y = place(row, rows, height);
    for (let column = 0; column < columns; column++) {
      const x = place(column, columns, width);
      mask[row * columns + column] = mixed(map, y, x);
    }
  }
  const least = mask.reduce((minimum, value) => Math.min(minimum, value), Infinity);
  const range = mask.reduce((maximum, value) => Math.max(maximum, value), -Infinity) - least;
  return image.data.map((value, index) => (value * (mask[index % mask.length]! - least)) / (range + 1e-8));
}

/** The first and last sample of both grids coincide. */
const place = (index: number, from: number, to: number): number =>
  from === 1 ? 0 : (index * (to - 1)) / (from - 1);

function mixed({ data, shape }: Tensor, y: number, x: number): number {
  const [height = 0, width = 0] = shape;
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [bottom, right] = [Math.min(top + 1, height - 1), Math.min(left + 1, width - 1)];
  const across = (row: number): number =>
    data[row * width + left]! * (left + 1 - x) + data[row * width + right]! * (x - left);
  return across(top) * (top + 1 - y) + across(bottom) * (y - top);
}
