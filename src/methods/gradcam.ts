import type { Gradients } from '../tensor/gradients.ts';
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
export const gradientMeans = (gradients: Gradients): Float32Array =>
  gradients.ofChannels ?? channelMeans(gradients);

/** Mean over the positions of each channel of [C, h, w]. */
export const channelMeans = (values: Tensor): Float32Array =>
  perChannel(values, (from, to) => meanOver(values.data, from, to));

export const gradcam = defineMethod({
  name: 'gradcam',
  id: 'gradcam',
  title: 'Grad-CAM',
  paper: 'Selvaraju et al., ICCV 2017',
  url: 'https://arxiv.org/abs/1610.02391',
  formula: 'w_k = mean(G_k)',
  needs: ['gradients'],
  contribution: ({ gradients }) => channels(gradientMeans(gradients)),
});
