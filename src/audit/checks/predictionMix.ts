import type { ImagePair } from '../loaded/pairRuns.ts';
import { unmeasured, type Check } from './check.ts';

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
      measure: ({ pair: { images } }) =>
        images.length === 0
          ? [unmeasured('', 'no image was explained in both runs')]
          : [{ what: '', value: stabilityIndex(images), interval: null }],
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
      measure: ({ pair: { images } }) =>
        images.length === 0
          ? [unmeasured('', 'no image was explained in both runs')]
          : [{ what: '', value: changedShare(images), interval: null }],
    },
  ],
};

const changedShare = (images: readonly ImagePair[]): number =>
  images.filter(({ before, after }) => before.predicted !== after.predicted).length / images.length;

/**
 * Sum of (q - p) ln(q / p) over the classes that the baseline predicted, and one bin for all others.
 *
 * @source Siddiqi, Credit Risk Scorecards, 2006: below 0.1 nothing happened, above 0.2 something did
 */
export function stabilityIndex(images: readonly ImagePair[]): number {
  const bins = new Set(images.map(({ before }) => before.predicted));
  const share = (predicted: (pair: ImagePair) => number, bin: number | undefined): number => {
    const inBin = images.filter((pair) => {
      const index = predicted(pair);
      return bin === undefined ? !bins.has(index) : index === bin;
    });
    return Math.max(inBin.length / images.length, emptyShare);
  };
  return [...bins, undefined].reduce((sum: number, bin) => {
    const p = share(({ before }) => before.predicted, bin);
    const q = share(({ after }) => after.predicted, bin);
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}
