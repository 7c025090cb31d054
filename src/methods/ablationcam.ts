import { channels, defineMethod } from './method.ts';

/**
 * w_k = (s0 - s_k) / |s0|: how much of the logit a channel carries. The paper divides by s0 itself, which turns the map
 * upside down for a negative logit; the magnitude keeps the meaning.
 *
 * @param score s0, the logit with all channels
 * @param ablated s_k, the logit with channel k set to zero, [C]
 * @returns [C]; all zeros where s0 is exactly 0
 * @source Desai & Ramaswamy, Ablation-CAM, WACV 2020, eq. 3
 */
export function ablationWeights(score: number, ablated: Float32Array): Float32Array {
  if (score === 0) return new Float32Array(ablated.length);
  return ablated.map((without) => (score - without) / Math.abs(score));
}

export const ablationcam = defineMethod({
  name: 'ablationcam',
  id: 'ablationcam',
  title: 'Ablation-CAM',
  paper: 'Desai & Ramaswamy, WACV 2020',
  url: 'https://openaccess.thecvf.com/content_WACV_2020/html/Desai_Ablation-CAM_Visual_Explanations_for_Deep_Convolutional_Network_via_Gradient-free_Localization_WACV_2020_paper.html',
  formula: 'w_k = (s_0 - s_k) / |s_0|, s_k = logit without channel k',
  needs: ['ablation'],
  contribution: ({ ablation }) => channels(ablationWeights(ablation.score, ablation.ablated)),
});
