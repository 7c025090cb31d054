import { leadingEigenvector } from './leadingEigenvector.ts';
import type { Tensor } from './tensor.ts';

/**
 * PC1 of a stack of maps: with X = [positions, channels], each channel's mean taken out, and v the first right singular
 * vector, the result is X v. Since X v = sigma u, only the leading eigenvector u of X Xᵀ is needed; products run through
 * X twice, so neither Gram matrix is built.
 *
 * The sign of a singular vector is undefined; here the map is turned so that its correlation with `reference` is not
 * negative.
 *
 * @param maps [C, h, w]
 * @param reference [h * w], the mean activation map
 * @returns [h * w]; all zeros where every channel is constant
 * @source Muhammad & Yeasin, Eigen-CAM, IJCNN 2020, https://arxiv.org/abs/2008.00299
 */
export function firstComponent(maps: Tensor, reference: Float32Array): Float32Array {
  const [channels = 0, rows = 0, columns = 0] = maps.shape;
  const positions = rows * columns;
  const centred = centreChannels(maps.data, channels, positions);
  const channelSums = new Float64Array(channels);
  const direction = leadingEigenvector((vector, out) => {
    project(centred, vector, channelSums);
    expand(centred, channelSums, out);
  }, positions);
  project(centred, direction, channelSums);
  const singularValue = Math.hypot(...channelSums);
  const sign = correlation(direction, reference) < 0 ? -1 : 1;
  return Float32Array.from(direction, (entry) => sign * singularValue * entry);
}

/** [C, positions] in float64, every channel's mean over positions taken out. */
function centreChannels(data: Float32Array, channels: number, positions: number): Float64Array {
  const centred = new Float64Array(data.length);
  for (let start = 0; start < channels * positions; start += positions) {
    const end = start + positions;
    let sum = 0;
    for (let index = start; index < end; index++) sum += data[index]!;
    const mean = sum / positions;
    for (let index = start; index < end; index++) centred[index] = data[index]! - mean;
  }
  return centred;
}

/** out_c = sum_p X_cp v_p */
function project(centred: Float64Array, vector: Float64Array, out: Float64Array): void {
  const positions = vector.length;
  for (let channel = 0; channel < out.length; channel++) {
    let sum = 0;
    const start = channel * positions;
    for (let index = 0; index < positions; index++) sum += centred[start + index]! * vector[index]!;
    out[channel] = sum;
  }
}

/** out_p = sum_c X_cp s_c */
function expand(centred: Float64Array, sums: Float64Array, out: Float64Array): void {
  out.fill(0);
  const positions = out.length;
  for (let channel = 0; channel < sums.length; channel++) {
    const weight = sums[channel]!;
    const start = channel * positions;
    for (let index = 0; index < positions; index++) out[index]! += centred[start + index]! * weight;
  }
}

/** Sign of the covariance is all that is asked of it. */
function correlation(left: Float64Array, right: Float32Array): number {
  const mean = right.reduce((sum, value) => sum + value, 0) / right.length;
  return left.reduce((sum, value, index) => sum + value * (right[index]! - mean), 0);
}
