import { channelMeans } from './gradcam.ts';
import { channels, defineMethod } from './method.ts';
import { elementwise } from './perChannel.ts';

/**
 * w_k = mean(G_k - (HA)_k / 2): the Shapley value of a channel up to second order, H the Hessian of the logit with respect
 * to A. Equal to Grad-CAM for a tail that is piecewise linear. Cai, CAMs as Shapley Value-based Explainers, 2025.
 */
export const shapleycam = defineMethod({
  name: 'shapleycam',
  id: 'shapleycam',
  title: 'ShapleyCAM',
  paper: 'Cai, 2025',
  url: 'https://arxiv.org/abs/2501.06261',
  formula: 'w_k = mean(G_k - (HA)_k / 2)',
  needs: ['gradients', 'curvature'],
  contribution: ({ gradients, curvature }) =>
    channels(channelMeans(elementwise(gradients, curvature, (g, ha) => g - 0.5 * ha))),
});
