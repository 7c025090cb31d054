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

/** sum_k w_k A_k, [h * w]; sums in float64. */
function weightedSum(weights: Float32Array, activations: Tensor): Float32Array {
  const channels = weights.length;
  const positions = activations.data.length / channels;
  const sum = new Float64Array(positions);
  for (let channel = 0; channel < channels; channel++) {
    const weight = weights[channel]!;
    if (weight === 0) continue;
    const start = channel * positions;
    for (let index = 0; index < positions; index++) sum[index]! += weight * activations.data[start + index]!;
  }
  return Float32Array.from(sum);
}
