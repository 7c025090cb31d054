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
  const product = new Float64Array(positions);
  const direction = leadingEigenvector((vector, out) => multiplyTwice(centred, vector, out), positions);
  multiplyTwice(centred, direction, product);
  const squared = direction.reduce((sum, entry, at) => sum + entry * product[at]!, 0);
  const singularValue = Math.sqrt(Math.max(0, squared));
  const sign = correlation(direction, reference) < 0 ? -1 : 1;
  return Float32Array.from(direction, (entry) => sign * singularValue * entry);
}

/** Channels that `multiplyTwice` takes at a time. */
const block = 4;

/**
 * [channels, positions] in float64, every channel's mean over positions taken out. Constant channels, half of a layer behind a ReLU,
 * would be zero and are left out; zeros fill the last block.
 */
function centreChannels(data: Float32Array, channels: number, positions: number): Float64Array {
  const centred = new Float64Array(Math.ceil(channels / block) * block * positions);
  let kept = 0;
  for (let start = 0; start < channels * positions; start += positions) {
    const end = start + positions;
    const first = data[start]!;
    let sum = 0;
    let isConstant = true;
    for (let index = start; index < end; index++) {
      sum += data[index]!;
      isConstant &&= data[index] === first;
    }
    if (isConstant) continue;
    const mean = sum / positions;
    for (let index = start; index < end; index++) centred[kept++] = data[index]! - mean;
  }
  return centred.subarray(0, Math.ceil(kept / (block * positions)) * block * positions);
}

/**
 * out = X Xᵀ v, X [positions, channels]: a block of channels at a time, which the second product finds in the cache, and whose sums
 * do not wait for each other.
 */
function multiplyTwice(centred: Float64Array, vector: Float64Array, out: Float64Array): void {
  out.fill(0);
  const positions = out.length;
  for (let first = 0; first < centred.length; first += block * positions) {
    const second = first + positions;
    const third = second + positions;
    const fourth = third + positions;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let at = 0; at < positions; at++) {
      const entry = vector[at]!;
      a += centred[first + at]! * entry;
      b += centred[second + at]! * entry;
      c += centred[third + at]! * entry;
      d += centred[fourth + at]! * entry;
    }
    for (let at = 0; at < positions; at++) {
      out[at]! +=
        a * centred[first + at]! +
        b * centred[second + at]! +
        c * centred[third + at]! +
        d * centred[fourth + at]!;
    }
  }
}

/** Sign of the covariance is all that is asked of it. */
function correlation(left: Float64Array, right: Float32Array): number {
  const mean = right.reduce((sum, value) => sum + value, 0) / right.length;
  return left.reduce((sum, value, index) => sum + value * (right[index]! - mean), 0);
}
