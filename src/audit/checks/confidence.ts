import { wassersteinOfSamples } from '../../metrics/comparison/wasserstein.ts';
import type { ImagePair } from '../loaded/pairRuns.ts';
import { meanOf } from '../stats/bootstrap.ts';
import { ofImages, unmeasured, type Check, type Measurement } from './check.ts';

/** How far the distribution of the prediction's probability moved, in standard deviations of the baseline. */
export const confidence: Check = {
  name: 'confidence',
  title: 'Confidence',
  measures: [
    {
      id: 'confidence',
      title: 'Wasserstein distance / sigma',
      worse: 'high',
      ideal: 0,
      unit: '',
      limits: { warn: 0.1, fail: 0.2 },
      hasFloor: true,
      significant: [],
      measure: ofImages(measured),
    },
  ],
};

function measured(images: readonly ImagePair[]): Measurement {
  const before = images.map((image) => image.before.probability);
  const after = images.map((image) => image.after.probability);
  const mean = meanOf(before);
  const sigma = Math.sqrt(meanOf(before.map((value) => (value - mean) ** 2)));
  const distance = wassersteinOfSamples(before, after);
  if (sigma === 0 && distance > 0) return unmeasured('', 'every probability of the baseline is the same');
  return { what: '', value: distance === 0 ? 0 : distance / sigma, interval: null };
}
