import type { Gradients } from '../tensor/gradients.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { channels, defineMethod } from './method.ts';
import { perChannel, sumOver } from './perChannel.ts';

const epsilon = 1e-7;

/**
 * w_k = sum(G_k A_k) / (S_k + 1e-7), S_k = sum(A_k).
 *
 * @source Fu et al., Axiom-based Grad-CAM, BMVC 2020, eq. 9
 */
export function axiomWeights(activations: Tensor, gradients: Gradients): Float32Array {
  const { ofChannels } = gradients;
  return perChannel(activations, (from, to, channel) => {
    if (ofChannels !== null) {
      const total = sumOver(activations.data, from, to);
      return (ofChannels[channel]! * total) / (total + epsilon);
    }
    let product = 0;
    let total = 0;
    for (let index = from; index < to; index++) {
      product += gradients.data[index]! * activations.data[index]!;
      total += activations.data[index]!;
    }
    return product / (total + epsilon);
  });
}

export const xgradcam = defineMethod({
  name: 'xgradcam',
  id: 'xgradcam',
  title: 'XGrad-CAM',
  paper: 'Fu et al., BMVC 2020',
  url: 'https://arxiv.org/abs/2008.02312',
  formula: 'w_k = sum(G_k A_k) / (sum(A_k) + 1e-7)',
  needs: ['gradients'],
  contribution: ({ activations, gradients }) => channels(axiomWeights(activations, gradients)),
});
