import { leadingEigenvector } from '../tensor/leadingEigenvector.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineMethod, wholeMap } from './method.ts';
import { largestUp } from './segeigencam.ts';

/**
 * First kernel principal component: X = [positions, channels] centred per channel, kernel tanh(X Xᵀ / C + 1), centred on
 * both sides; M = u sqrt(lambda), largest magnitude positive. The kernel has one row a position: 3 136 for a 56 x 56 layer.
 *
 * @param activations [C, h, w]
 * @returns [h * w]
 * @source Karmani et al., KPCA-CAM, 2024
 */
export function kernelComponent(activations: Tensor): Float32Array {
  const kernel = doubleCentred(sigmoidKernel(activations));
  const size = kernel.length;
  const multiply = (vector: Float64Array, out: Float64Array): void => {
    kernel.forEach((row, index) => {
      let sum = 0;
      for (let at = 0; at < size; at++) sum += row[at]! * vector[at]!;
      out[index] = sum;
    });
  };
  const direction = leadingEigenvector(multiply, size);
  const image = new Float64Array(size);
  multiply(direction, image);
  const eigenvalue = direction.reduce((sum, value, index) => sum + value * image[index]!, 0);
  const length = Math.sqrt(Math.max(eigenvalue, 0));
  return largestUp(Float32Array.from(direction, (value) => value * length));
}

/** tanh(x_p . x_q / C + 1) of the centred activations. */
function sigmoidKernel(activations: Tensor): Float64Array[] {
  const [channels = 0] = activations.shape;
  const positions = activations.data.length / channels;
  const kernel = Array.from({ length: positions }, () => new Float64Array(positions));
  const centred = new Float64Array(positions);
  for (let channel = 0; channel < channels; channel++) {
    const row = activations.data.subarray(channel * positions, (channel + 1) * positions);
    const mean = row.reduce((sum, value) => sum + value, 0) / positions;
    for (let index = 0; index < positions; index++) centred[index] = row[index]! - mean;
    for (let p = 0; p < positions; p++) {
      const line = kernel[p]!;
      const value = centred[p]!;
      if (value !== 0) for (let q = 0; q <= p; q++) line[q]! += value * centred[q]!;
    }
  }
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q <= p; q++) {
      kernel[p]![q] = Math.tanh(kernel[p]![q]! / channels + 1);
      kernel[q]![p] = kernel[p]![q]!;
    }
  }
  return kernel;
}

function doubleCentred(kernel: Float64Array[]): Float64Array[] {
  const size = kernel.length;
  const means = kernel.map((row) => row.reduce((sum, value) => sum + value, 0) / size);
  const whole = means.reduce((sum, value) => sum + value, 0) / size;
  return kernel.map((row, p) => row.map((value, q) => value - means[p]! - means[q]! + whole));
}

export const kpcacam = defineMethod({
  name: 'kpcacam',
  id: 'kpcacam',
  title: 'KPCA-CAM',
  paper: 'Karmani et al., 2024',
  url: 'https://arxiv.org/abs/2410.00267',
  formula: 'M = first kernel principal component of A, kernel tanh(X Xᵀ / C + 1)',
  needs: [],
  smoothable: false,
  contribution: ({ activations }) => wholeMap(kernelComponent(activations)),
});
