import { withoutScores, type JudgedMap, type Metric } from './metric.ts';
import { sumOf } from './sum.ts';

/** Share of the map's values inside the region; null without a region or for a flat map. */
export function energyInside({ map, region }: Pick<JudgedMap, 'map' | 'region'>): number | null {
  const sum = sumOf(map.data);
  if (region === null || !(sum > 0)) return null;
  return sumOf(map.data.map((value, pixel) => (region[pixel] === 1 ? value : 0))) / sum;
}

/**
 * Energy-based pointing game: how much of the map lies inside the object's box or mask.
 *
 * @source Wang et al., Score-CAM, CVPRW 2020, section 4.3
 */
export const energy: Metric = {
  name: 'energy',
  title: 'Energy in the object',
  paper: 'Wang et al., CVPR Workshops 2020',
  url: 'https://arxiv.org/abs/1910.01279',
  formula: 'sum of the map in the box or mask / sum of the map',
  figures: { energyInside: 'higher' },
  needsRegion: true,
  passes: () => 0,
  trial: (given) => withoutScores(() => ({ figures: { energyInside: energyInside(given) }, flags: [] })),
};
