import { defineMethod, elements } from './method.ts';
import { elementwise } from './perChannel.ts';

/** M = sum_k max(G_k A_k, 0): HiResCAM with a ReLU before the sum, as the reference library defines it. */
export const gradcamelementwise = defineMethod({
  name: 'gradcamelementwise',
  id: 'gradcamelementwise',
  title: 'Grad-CAM element-wise',
  paper: 'Gildenblat et al., pytorch-grad-cam, 2021',
  url: 'https://github.com/jacobgil/pytorch-grad-cam',
  formula: 'M = sum_k max(G_k A_k, 0)',
  needs: ['gradients'],
  contribution: ({ activations, gradients }) =>
    elements(elementwise(gradients, activations, (g, a) => Math.max(g * a, 0))),
});
