import { defineAttribution } from './method.ts';

/** d z_c / d x. Simonyan et al., Deep Inside Convolutional Networks, 2013, section 3. */
export const saliency = defineAttribution({
  name: 'saliency',
  id: 'saliency',
  title: 'Saliency',
  paper: 'Simonyan et al., ICLR Workshops 2014',
  url: 'https://arxiv.org/abs/1312.6034',
  formula: 'dz/dx',
  needs: ['inputGradients'],
  passes: 3,
  attribute: async ({ gradient }) => ({ values: await gradient('plain'), figures: {} }),
});
