/** ScoreCAM's masks, pixel by pixel: the independent twin of what engines do on the device. */
import type { Tensor } from '../../src/tensor/tensor.ts';

/** image [C, H, W] x (U - min U) / (max U - min U + 1e-8), U = map [h, w] upsampled. */
export function slowlyMasked(image: Tensor, map: Tensor): Tensor {
  const [, rows = 0, columns = 0] = image.shape;
  const upsampled = slowlyUpsampled(map, rows, columns);
  const minimum = upsampled.reduce((least, value) => Math.min(least, value), Infinity);
  const maximum = upsampled.reduce((most, value) => Math.max(most, value), -Infinity);
  const mask = upsampled.map((value) => (value - minimum) / (maximum - minimum + 1e-8));
  return { data: image.data.map((value, index) => value * mask[index % mask.length]!), shape: image.shape };
}

/** Bilinear with aligned corners: the first and last sample of both grids coincide. */
function slowlyUpsampled({ data, shape }: Tensor, rows: number, columns: number): number[] {
  const [height = 0, width = 0] = shape;
  const at = (y: number, x: number): number =>
    data[Math.min(y, height - 1) * width + Math.min(x, width - 1)]!;
  return Array.from({ length: rows * columns }, (_, index) => {
    const y = (Math.floor(index / columns) * (height - 1)) / (rows - 1);
    const x = ((index % columns) * (width - 1)) / (columns - 1);
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const across = (row: number): number => at(row, left) * (left + 1 - x) + at(row, left + 1) * (x - left);
    return across(top) * (top + 1 - y) + across(top + 1) * (y - top);
  });
}
