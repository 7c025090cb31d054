import { entropyBits } from '../tensor/entropy.ts';
import { sumOf } from './sum.ts';
import { withoutScores, type Metric } from './metric.ts';

/**
 * Shannon entropy of the map as a distribution over pixels: a map that says little in much space has a high one.
 *
 * @source Bhatt et al., Evaluating and Aggregating Feature-based Model Explanations, IJCAI 2020 (complexity); in bits
 */
export const entropy: Metric = {
  name: 'entropy',
  title: 'Entropy, bits',
  paper: 'Bhatt et al., IJCAI 2020',
  url: 'https://arxiv.org/abs/2005.00631',
  formula: '-sum q log2 q, q = map / sum(map)',
  figures: { mapEntropy: 'lower' },
  needsRegion: false,
  passes: () => 0,
  trial: ({ map }) =>
    withoutScores(() => {
      const sum = sumOf(map.data);
      return { figures: { mapEntropy: sum > 0 ? entropyBits(map.data, sum) : null }, flags: [] };
    }),
};
