import type { Metric } from './metric.ts';
import { revealing, revealingPasses } from './revealing.ts';

/**
 * Area under the score while pixels are set to 0 in normalised space, the most relevant first: a good map loses the class
 * early.
 *
 * @source Petsiuk et al., RISE, BMVC 2018, section 3.3
 */
export const deletion: Metric = {
  name: 'deletion',
  title: 'Deletion',
  paper: 'Petsiuk et al., BMVC 2018',
  url: 'https://arxiv.org/abs/1806.07421',
  formula: 'area under p while the most relevant pixels go, 224 a step',
  figures: { deletion: 'lower' },
  needsRegion: false,
  passes: revealingPasses,
  trial: (given) => revealing('deletion', given, given.image.data, new Float32Array(given.image.data.length)),
};
