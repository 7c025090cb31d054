import type { MapComparison } from '../../metrics/comparison/compareMaps.ts';
import { figuresOfPairs, type RunPair } from '../loaded/pairRuns.ts';
import { medianOf } from '../stats/median.ts';
import { unmeasured, type Check, type Measure, type Measurement } from './check.ts';

const movedBelow = 0.5;

/** Maps of the same image and class before and after. */
export const imageMaps: Check = {
  name: 'image-maps',
  title: 'Per-image maps',
  measures: [
    medianMeasure('spearman', 'median Spearman', { warn: 0.9, fail: 0.7 }),
    medianMeasure('ssim', 'median SSIM', { warn: 0.8, fail: 0.6 }),
  ],
};

/** Share of the images whose top fifth lies elsewhere. */
export const movedMaps: Check = {
  name: 'moved-maps',
  title: 'Moved maps',
  measures: [
    {
      id: 'movedMaps',
      title: `images whose top 20 % overlap by less than ${movedBelow}`,
      worse: 'high',
      ideal: 0,
      unit: 'share',
      limits: { warn: 0.05, fail: 0.15 },
      hasFloor: true,
      significant: [],
      measure: ({ pair }) =>
        perMethod(
          pair,
          'topIou',
          (values) => values.filter((iou) => iou < movedBelow).length / values.length,
        ),
    },
  ],
};

function medianMeasure(figure: 'spearman' | 'ssim', title: string, limits: Measure['limits']): Measure {
  return {
    id: figure,
    title,
    worse: 'low',
    ideal: 1,
    unit: '',
    limits,
    hasFloor: true,
    significant: [],
    measure: ({ pair }) => perMethod(pair, figure, medianOf),
  };
}

const perMethod = (
  { methods, maps }: RunPair,
  figure: keyof MapComparison,
  summed: (values: readonly number[]) => number | null,
): Measurement[] =>
  methods.map((method) => {
    const values = figuresOfPairs(maps.get(method) ?? [], figure);
    if (values.length === 0) return unmeasured(method, 'no map of the same image and class in both runs');
    return { what: method, value: summed(values), interval: null };
  });
