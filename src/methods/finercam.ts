import { gradientMeans } from './gradcam.ts';
import { channels, defineMethod } from './method.ts';

/** Grad-CAM of the finer target: what tells the top class from the three nearest. Zhang et al., Finer-CAM, CVPR 2025. */
export const finercam = defineMethod({
  name: 'finercam',
  id: 'finercam',
  title: 'Finer-CAM',
  paper: 'Zhang et al., CVPR 2025',
  url: 'https://arxiv.org/abs/2501.11309',
  formula: 'Grad-CAM of sum_j p_j (z_t - z_cj) / sum_j p_j, c1..c3 nearest to the top class t',
  needs: ['gradients'],
  target: 'finer',
  contribution: ({ gradients }) => channels(gradientMeans(gradients)),
});
