import { otherPredictions, type ImagePair } from '../loaded/pairRuns.ts';
import { ofImages, type Check } from './check.ts';

/** Share that an empty bin counts as. */
const emptyShare = 1e-4;

/** How often each class is predicted, and how many images are predicted otherwise than before. */
export const predictionMix: Check = {
  name: 'prediction-mix',
  title: 'Prediction mix',
  measures: [
    {
      id: 'psi',
      title: 'population stability index',
      worse: 'high',
      ideal: 0,
      unit: '',
      limits: { warn: 0.1, fail: 0.2 },
      hasFloor: true,
      significant: [],
      measure: ofImages((images) => ({ what: '', value: stabilityIndex(images), interval: null })),
    },
    {
      id: 'changedPredictions',
      title: 'images predicted otherwise',
      worse: 'high',
      ideal: 0,
      unit: 'share',
      limits: { warn: 0.02, fail: 0.1 },
      hasFloor: true,
      significant: [],
      measure: ofImages((images) => ({ what: '', value: changedShare(images), interval: null })),
    },
  ],
};

const changedShare = (images: readonly ImagePair[]): number => otherPredictions(images) / images.length;

/**
 * Sum of (q - p) ln(q / p) over the classes that the baseline predicted, and one bin for all others.
 *
 * @source Siddiqi, Credit Risk Scorecards, 2006: below 0.1 nothing happened, above 0.2 something did
 */
export function stabilityIndex(images: readonly ImagePair[]): number {
  const bins = new Set(images.map(({ before }) => before.predicted));
  const binOf = (index: number): number | undefined => (bins.has(index) ? index : undefined);
  const before = countsOf(images.map((image) => image.before.predicted));
  const after = countsOf(images.map((image) => binOf(image.after.predicted)));
  const share = (count = 0): number => Math.max(count / images.length, emptyShare);
  return [...bins, undefined].reduce((sum: number, bin) => {
    const [p, q] = [share(before.get(bin)), share(after.get(bin))];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

function countsOf<T>(items: readonly T[]): Map<T | undefined, number> {
  const counts = new Map<T | undefined, number>();
  for (const one of items) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
