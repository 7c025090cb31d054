import { plusPlusWeights } from './gradcampp.ts';
import { channels, defineMethod } from './method.ts';

/** Grad-CAM++ at several layers, multiplied instead of averaged, so that a place must matter to all of them. */
export const refinecam = defineMethod({
  name: 'refinecam',
  id: 'refinecam',
  title: 'RefineCAM',
  paper: 'Gildenblat et al., pytorch-grad-cam, 2025',
  url: 'https://github.com/jacobgil/pytorch-grad-cam',
  formula: 'product over layers of the finished Grad-CAM++ maps',
  needs: ['gradients'],
  fusion: 'product',
  contribution: ({ activations, gradients }) => channels(plusPlusWeights(activations, gradients)),
});
