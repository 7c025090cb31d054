/** From what a method says to a raw map. */
import { meanMap } from '../methods/meanMap.ts';
import type { Contribution } from '../methods/method.ts';
import { firstComponent } from '../tensor/firstComponent.ts';
import type { Tensor } from '../tensor/tensor.ts';

/**
 * M [h * w] before relu and scaling. With `eigenSmooth`, PC1 of the weighted activations in place of their sum; a method
 * that gives the map itself is not smoothed.
 */
export function rawMap(contribution: Contribution, activations: Tensor, eigenSmooth: boolean): Float32Array {
  if (contribution.kind === 'map') return contribution.values;
  if (eigenSmooth) return firstComponent(weighted(contribution, activations), meanMap(activations));
  if (contribution.kind === 'channels') return weightedSum(contribution.weights, activations);
  return weightedSum(new Float32Array(activations.shape[0]!).fill(1), contribution.values);
}

/** w_k A_k, or the element-wise product as the method gave it: [C, h, w] */
function weighted(contribution: Exclude<Contribution, { kind: 'map' }>, activations: Tensor): Tensor {
  if (contribution.kind === 'elements') return contribution.values;
  const { weights } = contribution;
  const positions = activations.data.length / weights.length;
  const data = activations.data.map((value, index) => value * weights[Math.floor(index / positions)]!);
  return { data, shape: activations.shape };
}

/** sum_k w_k A_k, [h * w], in float64; four channels at a time, so that the running sums are read and written less often. */
function weightedSum(weights: Float32Array, { data }: Tensor): Float32Array {
  const positions = data.length / weights.length;
  const sum = new Float64Array(positions);
  const inFours = weights.length - (weights.length % 4);
  for (let channel = 0; channel < inFours; channel += 4) {
    const [w0, w1, w2, w3] = [
      weights[channel]!,
      weights[channel + 1]!,
      weights[channel + 2]!,
      weights[channel + 3]!,
    ];
    const first = channel * positions;
    const second = first + positions;
    const third = second + positions;
    const fourth = third + positions;
    for (let at = 0; at < positions; at++) {
      sum[at]! +=
        w0 * data[first + at]! + w1 * data[second + at]! + w2 * data[third + at]! + w3 * data[fourth + at]!;
    }
  }
  for (let channel = inFours; channel < weights.length; channel++) {
    const weight = weights[channel]!;
    for (let at = 0; at < positions; at++) sum[at]! += weight * data[channel * positions + at]!;
  }
  return Float32Array.from(sum);
}
