import { plusPlusWeights } from './gradcampp.ts';
import { channels, defineMethod } from './method.ts';

/**
 * Grad-CAM++ at several layers, multiplied instead of averaged, so that a place must matter to all of them. Domeniconi et
 * al., How to Evaluate and Refine your CAM, 2026.
 */
export const refinecam = defineMethod({
  name: 'refinecam',
  id: 'refinecam',
  title: 'RefineCAM',
  paper: 'Domeniconi et al., 2026',
  url: 'https://arxiv.org/abs/2605.14641',
  formula: 'product over layers of the finished Grad-CAM++ maps',
  needs: ['gradients'],
  fusion: 'product',
  contribution: ({ activations, gradients }) => channels(plusPlusWeights(activations, gradients)),
});
