import type { Gradients } from '../tensor/gradients.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { channels, defineMethod } from './method.ts';
import { perChannel, sumOver } from './perChannel.ts';

const epsilon = 1e-6;

/**
 * w_k = sum(max(G, 0) a) with a = G² / (2 G² + S_k G³ + 1e-6), S_k = sum(A_k), and a = 0 where G = 0.
 *
 * @returns [C], never negative where the denominators are positive
 * @source Chattopadhay et al., Grad-CAM++, WACV 2018, eq. 19 with the exponential's derivatives written as powers of G
 */
export function plusPlusWeights(activations: Tensor, gradients: Gradients): Float32Array {
  const { ofChannels } = gradients;
  return perChannel(activations, (from, to, channel) => {
    if (ofChannels !== null) {
      const g = ofChannels[channel]!;
      return g > 0 ? (to - from) * share(g, sumOver(activations.data, from, to)) : 0;
    }
    const total = sumOver(activations.data, from, to);
    let weight = 0;
    for (let index = from; index < to; index++) {
      const g = gradients.data[index]!;
      if (g > 0) weight += share(g, total);
    }
    return weight;
  });
}

/** g a of one position where g is positive. */
const share = (g: number, total: number): number => (g * g * g) / (2 * g * g + total * g * g * g + epsilon);

export const gradcampp = defineMethod({
  name: 'gradcam++',
  id: 'gradcampp',
  title: 'Grad-CAM++',
  paper: 'Chattopadhay et al., WACV 2018',
  url: 'https://arxiv.org/abs/1710.11063',
  formula: 'w_k = sum(max(G, 0) a), a = G² / (2G² + sum(A_k) G³ + 1e-6)',
  needs: ['gradients'],
  contribution: ({ activations, gradients }) => channels(plusPlusWeights(activations, gradients)),
});
