import { CamlineError } from '../errors.ts';
import { leadingEigenvector } from '../tensor/leadingEigenvector.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { defineMethod, wholeMap } from './method.ts';
import { largestUp } from './segeigencam.ts';

/** The kernel has half a row a position: 0.3 GB for a layer of 112 x 112, 2.1 GB for this many positions. */
const mostPositions = 32_768;

/**
 * First kernel principal component: X = [positions, channels] centred per channel, kernel tanh(X Xᵀ / C + 1), centred on
 * both sides; M = u sqrt(lambda), largest magnitude positive.
 *
 * The kernel is centred in each product, not in memory, and held as its lower triangle in float32.
 *
 * @param activations [C, h, w]
 * @returns [h * w]; throws METHOD_UNSUPPORTED for a layer of more than 32 768 positions
 * @source Karmani et al., KPCA-CAM, 2024
 */
export function kernelComponent(activations: Tensor): Float32Array {
  const [channels = 0, rows = 0, columns = 0] = activations.shape;
  const positions = rows * columns;
  if (positions > mostPositions) throw tooLarge(rows, columns);
  const kernel = sigmoidKernel(centredPositions(activations, channels, positions), channels, positions);
  const centred = new Float64Array(positions);
  const multiply = (vector: Float64Array, out: Float64Array): void => {
    centred.set(vector);
    centre(centred);
    multiplyTriangle(kernel, centred, out);
    centre(out);
  };
  const direction = leadingEigenvector(multiply, positions);
  const image = new Float64Array(positions);
  multiply(direction, image);
  const eigenvalue = direction.reduce((sum, value, index) => sum + value * image[index]!, 0);
  const length = Math.sqrt(Math.max(eigenvalue, 0));
  return largestUp(Float32Array.from(direction, (value) => value * length));
}

const tooLarge = (rows: number, columns: number): CamlineError =>
  new CamlineError(
    'METHOD_UNSUPPORTED',
    `kpcacam compares every position of a layer with every other: expected at most ${mostPositions} positions, received ` +
      `${rows} x ${columns} = ${rows * columns}. Name a later layer (camline layers).`,
  );

/** [positions, C], every channel's mean over positions taken out. */
function centredPositions({ data }: Tensor, channels: number, positions: number): Float64Array {
  const centred = new Float64Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * positions;
    let sum = 0;
    for (let at = 0; at < positions; at++) sum += data[start + at]!;
    const mean = sum / positions;
    for (let at = 0; at < positions; at++) centred[at * channels + channel] = data[start + at]! - mean;
  }
  return centred;
}

/**
 * tanh(x_p . x_q / C + 1) - tanh(1) for q <= p, row by row. The constant goes anyway when the kernel is centred; without it
 * float32 has digits left for what differs.
 */
function sigmoidKernel(centred: Float64Array, channels: number, positions: number): Float32Array {
  const triangle = new Float32Array((positions * (positions + 1)) / 2);
  const constant = Math.tanh(1);
  let at = 0;
  for (let p = 0; p < positions; p++) {
    const left = centred.subarray(p * channels, (p + 1) * channels);
    for (let q = 0; q <= p; q++) {
      const start = q * channels;
      let product = 0;
      for (let channel = 0; channel < channels; channel++)
        product += left[channel]! * centred[start + channel]!;
      triangle[at++] = Math.tanh(product / channels + 1) - constant;
    }
  }
  return triangle;
}

/** The whole symmetric matrix times `vector`. */
function multiplyTriangle(triangle: Float32Array, vector: Float64Array, out: Float64Array): void {
  out.fill(0);
  let at = 0;
  for (let p = 0; p < vector.length; p++) {
    const own = vector[p]!;
    let sum = 0;
    for (let q = 0; q < p; q++) {
      const value = triangle[at++]!;
      sum += value * vector[q]!;
      out[q]! += value * own;
    }
    out[p]! += sum + triangle[at++]! * own;
  }
}

function centre(vector: Float64Array): void {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  for (let index = 0; index < vector.length; index++) vector[index]! -= mean;
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
