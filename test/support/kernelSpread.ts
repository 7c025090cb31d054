/** How far rounding moves the reference's KPCA-CAM: its arithmetic, which is float32 throughout, repeated. */
import { kernelComponent } from '../../src/methods/kpcacam.ts';
import { finishLayer, fuseLayers } from '../../src/model/finish.ts';
import { leadingEigenvector } from '../../src/tensor/leadingEigenvector.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { maxDifference } from './golden.ts';

const { fround } = Math;

/**
 * Largest difference between three finished maps of the same activations: ours (float64), and the reference's with either
 * triangle of the centred kernel. The reference takes row means, column means and their mean in float32 from entries that
 * stand near tanh(1) = 0.76; where activations are small, what is left of the kernel is of the size of that rounding, and
 * the two triangles are different matrices.
 *
 * @param activations [C, h, w]
 */
export function kernelSpread(activations: Tensor): number {
  const [channels = 0, rows = 0, columns = 0] = activations.shape;
  const kernel = centredKernel(activations, channels, rows * columns);
  const maps = [
    kernelComponent(activations),
    component(kernel, (p, q) => kernel[Math.max(p, q)]![Math.min(p, q)]!),
    component(kernel, (p, q) => kernel[Math.min(p, q)]![Math.max(p, q)]!),
  ].map((data) => fuseLayers([finishLayer({ data, shape: [1, rows, columns] }, rows, columns)], 'mean').data);
  return Math.max(...maps.map((map) => maxDifference(map, maps[0]!)), maxDifference(maps[1]!, maps[2]!));
}

/** tanh(X Xᵀ / C + 1), centred in float32: column sums row by row, as NumPy does. */
function centredKernel({ data }: Tensor, channels: number, positions: number): Float32Array[] {
  const centred = data.slice();
  for (let channel = 0; channel < channels; channel++) {
    const map = centred.subarray(channel * positions, (channel + 1) * positions);
    const mean = fround(map.reduce((sum, value) => sum + value, 0) / positions);
    for (let index = 0; index < positions; index++) map[index] = map[index]! - mean;
  }
  const entry = (p: number, q: number): number => {
    let sum = 0;
    for (let at = 0; at < centred.length; at += positions) sum += centred[at + p]! * centred[at + q]!;
    return Math.tanh(fround(fround(sum / channels) + 1));
  };
  const kernel = Array.from({ length: positions }, (_, p) =>
    Float32Array.from({ length: positions }, (_value, q) => entry(p, q)),
  );
  const columnSums = new Float32Array(positions);
  for (const row of kernel) row.forEach((value, q) => (columnSums[q] = columnSums[q]! + value));
  const columnMeans = columnSums.map((sum) => sum / positions);
  const mean = fround(columnMeans.reduce((sum, value) => sum + value, 0) / positions);
  return kernel.map((row) => {
    const rowMean = fround(row.reduce((sum, value) => sum + value, 0) / positions);
    return row.map((value, q) => fround(fround(value - columnMeans[q]!) - rowMean) + mean);
  });
}

/** First component u of the symmetric matrix, its largest entry positive; its length does not matter to a scaled map. */
function component(
  { length: size }: readonly Float32Array[],
  at: (p: number, q: number) => number,
): Float32Array {
  const matrix = Array.from({ length: size }, (_, p) =>
    Float64Array.from({ length: size }, (_value, q) => at(p, q)),
  );
  const direction = leadingEigenvector((vector, out) => {
    matrix.forEach((row, p) => (out[p] = row.reduce((sum, value, q) => sum + value * vector[q]!, 0)));
  }, size);
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return Float32Array.from(direction, (value) => Math.sign(largest) * value);
}
