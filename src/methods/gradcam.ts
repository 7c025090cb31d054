import type { Tensor } from '../tensor/tensor.ts';
import { channels, defineMethod } from './method.ts';
import { meanOver, perChannel } from './perChannel.ts';

/**
 * w_k = mean(G_k) over the positions of the layer.
 *
 * @param gradients d(logit)/dA, [C, h, w]
 * @returns [C], any sign
 * @source Selvaraju et al., Grad-CAM, ICCV 2017, eq. 1
 */
export const channelMeans = (gradients: Tensor): Float32Array =>
  perChannel(gradients, (from, to) => meanOver(gradients.data, from, to));

export const gradcam = defineMethod({
  name: 'gradcam',
  id: 'gradcam',
  title: 'Grad-CAM',
  paper: 'Selvaraju et al., ICCV 2017',
  url: 'https://arxiv.org/abs/1610.02391',
  formula: 'w_k = mean(G_k)',
  needs: ['gradients'],
  contribution: ({ gradients }) => channels(channelMeans(gradients)),
});
