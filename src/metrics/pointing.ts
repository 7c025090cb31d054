import { argMax } from '../tensor/argMax.ts';
import { withoutScores, type Metric } from './metric.ts';

/**
 * Pointing game: 1 where the map's largest value, the first in reading order, lies in the object's box or mask, else 0; without
 * a margin around it. Null without a region or for a flat map.
 *
 * @source Zhang et al., Top-down Neural Attention by Excitation Backprop, ECCV 2016, section 4.1
 */
export const pointing: Metric = {
  name: 'pointing',
  title: 'Pointing game',
  paper: 'Zhang et al., ECCV 2016',
  url: 'https://arxiv.org/abs/1608.00507',
  formula: '1 where the largest value lies in the box or mask',
  figures: { pointing: 'higher' },
  needsRegion: true,
  passes: () => 0,
  trial: ({ map, flat, region }) =>
    withoutScores(() => {
      const hit = region === null || flat ? null : region[argMax(map.data)]!;
      return { figures: { pointing: hit }, flags: [] };
    }),
};
