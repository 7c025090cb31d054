import { resizeMaps } from '../tensor/resize.ts';
import { scale } from '../tensor/scale.ts';
import { item, type Tensor } from '../tensor/tensor.ts';
import type { NetworkIngredients, NetworkMethod } from './method.ts';

/**
 * sum over colours of scale(|x G_x|) + sum over layers and channels of scale(|b_k G_k|), resized to the input's size: resizing
 * is linear, so the channels of a layer, and layers of one size, are added up first.
 *
 * @returns [H * W], never negative
 * @source Srinivas & Fleuret, Full-Gradient Representation, NeurIPS 2019, eq. 8; scaling map by map as the reference library
 */
export function fullGradientMap({ image, inputGradients, biasMaps }: NetworkIngredients): Float32Array {
  const [colours = 0, rows = 0, columns = 0] = image.shape;
  const sum = new Float32Array(rows * columns);
  for (let colour = 0; colour < colours; colour++) {
    const gradient = item(inputGradients, colour).data;
    const product = item(image, colour).data.map((value, index) => Math.abs(value * gradient[index]!));
    scale(product);
    addTo(sum, product);
  }
  for (const { data, shape } of sumsBySize(biasMaps)) {
    addTo(sum, resizeMaps({ data, shape: [1, ...shape] }, rows, columns).data);
  }
  return sum;
}

/** Dozens of layers have a handful of sizes. */
function sumsBySize(maps: readonly Tensor[]): Tensor[] {
  const sums = new Map<string, Tensor>();
  for (const { data, shape } of maps) {
    const sum = sums.get(String(shape));
    if (sum === undefined) sums.set(String(shape), { data: data.slice(), shape });
    else addTo(sum.data, data);
  }
  return [...sums.values()];
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += values[index]!;
}

export const fullgrad: NetworkMethod = {
  kind: 'network',
  name: 'fullgrad',
  id: 'fullgrad',
  title: 'FullGrad',
  paper: 'Srinivas & Fleuret, NeurIPS 2019',
  url: 'https://arxiv.org/abs/1905.00780',
  formula: 'M = sum scale(|x G_x|) + sum over all layers and channels of scale(|b_k G_k|)',
  needs: ['biasGradients', 'inputGradients'],
  map: fullGradientMap,
};
