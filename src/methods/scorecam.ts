import { softmax } from '../tensor/softmax.ts';
import { channels, defineMethod } from './method.ts';

/**
 * w = softmax over channels of the raw logits that the image gets under each channel's mask.
 *
 * @param maskedScores [C]
 * @returns [C], positive, sum 1
 * @source Wang et al., Score-CAM, CVPRW 2020, eq. 8; softmax over channels and raw logits as the reference library does
 */
export const scoreWeights = (maskedScores: Float32Array): Float32Array => softmax(maskedScores);

export const scorecam = defineMethod({
  name: 'scorecam',
  id: 'scorecam',
  title: 'Score-CAM',
  paper: 'Wang et al., CVPR Workshops 2020',
  url: 'https://arxiv.org/abs/1910.01279',
  formula: 'w = softmax_k(s_k), s_k = logit of the image under mask k',
  needs: ['maskedScores'],
  contribution: ({ maskedScores }) => channels(scoreWeights(maskedScores)),
});
