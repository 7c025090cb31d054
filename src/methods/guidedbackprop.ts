import { defineAttribution } from './method.ts';

/**
 * Saliency whose ReLUs pass a gradient only where their input and the gradient are positive. Networks without ReLU: an
 * error. Springenberg et al., Striving for Simplicity, 2014, figure 1.
 */
export const guidedbackprop = defineAttribution({
  name: 'guidedbackprop',
  id: 'guidedbackprop',
  title: 'Guided backpropagation',
  paper: 'Springenberg et al., ICLR Workshops 2015',
  url: 'https://arxiv.org/abs/1412.6806',
  formula: 'dz/dx, every ReLU passing positive gradients only',
  needs: ['guidedGradients'],
  passes: 3,
  look: 'signed',
  attribute: async ({ gradient }) => ({ values: await gradient('guided'), figures: {} }),
});
