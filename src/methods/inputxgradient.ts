import { defineAttribution } from './method.ts';
import { elementwise } from './perChannel.ts';

/** x d z_c / d x, x in normalised units. Shrikumar et al., Not Just a Black Box, 2016. */
export const inputxgradient = defineAttribution({
  name: 'inputxgradient',
  id: 'inputxgradient',
  title: 'Input x gradient',
  paper: 'Shrikumar et al., 2016',
  url: 'https://arxiv.org/abs/1605.01713',
  formula: 'x dz/dx',
  needs: ['inputGradients'],
  passes: 3,
  attribute: async ({ image, gradient }) => ({
    values: elementwise(image, await gradient('plain'), (x, g) => x * g),
    figures: {},
  }),
});
