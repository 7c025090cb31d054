import { gaussianKernel, separableConvolution } from '../../tensor/gaussian.ts';
import type { Tensor } from '../../tensor/tensor.ts';

const windowSize = 11;
const kernel = gaussianKernel(windowSize, 1.5);
/** (0.01 L)² and (0.03 L)² for values in 0..L = 1. */
const c1 = 0.01 ** 2;
const c2 = 0.03 ** 2;

/**
 * Mean structural similarity of two maps [H, W] in 0..1, at every place where the 11 x 11 Gaussian window (sigma 1.5) lies
 * within them; null for maps smaller than the window.
 *
 * @source Wang et al., Image Quality Assessment: From Error Visibility to Structural Similarity, IEEE TIP 2004, eq. 13
 */
export function ssim(left: Tensor, right: Tensor): number | null {
  const [rows = 0, columns = 0] = left.shape;
  if (Math.min(rows, columns) < windowSize) return null;
  const smooth = (values: ArrayLike<number>): Float64Array =>
    separableConvolution(values, rows, columns, kernel);
  const [a, b] = [Float64Array.from(left.data), Float64Array.from(right.data)];
  const [meanA, meanB] = [smooth(a), smooth(b)];
  const [squareA, squareB] = [
    smooth(a.map((value) => value * value)),
    smooth(b.map((value) => value * value)),
  ];
  const product = smooth(a.map((value, index) => value * b[index]!));
  const border = (windowSize - 1) / 2;
  let sum = 0;
  for (let row = border; row < rows - border; row++) {
    for (let column = border; column < columns - border; column++) {
      const at = row * columns + column;
      const [x, y] = [meanA[at]!, meanB[at]!];
      const covariance = product[at]! - x * y;
      const variances = squareA[at]! - x * x + (squareB[at]! - y * y);
      sum += ((2 * x * y + c1) * (2 * covariance + c2)) / ((x * x + y * y + c1) * (variances + c2));
    }
  }
  return sum / ((rows - 2 * border) * (columns - 2 * border));
}
