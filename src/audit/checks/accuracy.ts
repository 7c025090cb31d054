import type { ImagePair } from '../loaded/pairRuns.ts';
import { meanMeasurement, ofImages, type Check, type CheckedPair, type Measurement } from './check.ts';

const points = 100;

/**
 * Accuracy where images have labels, else the mean probability of the prediction; change in percentage points, on the same
 * images. Only a fall is bad.
 */
export const accuracy: Check = {
  name: 'accuracy',
  title: 'Accuracy or mean confidence',
  measures: [
    {
      id: 'accuracy',
      title: 'change',
      worse: 'low',
      ideal: 0,
      unit: 'points',
      limits: { warn: -0.5, fail: -2 },
      hasFloor: true,
      significant: ['fail'],
      measure: ofImages(measured),
    },
  ],
};

function measured(images: readonly ImagePair[], { seed }: CheckedPair): Measurement {
  const labelled = images.filter(({ after }) => after.label !== null);
  const [what, changes] =
    labelled.length > 0
      ? ['accuracy', labelled.map(correctChange)]
      : ['mean confidence', images.map(confidenceChange)];
  return meanMeasurement(
    what,
    changes.map((change) => points * change),
    seed,
  );
}

const correctChange = ({ before, after }: ImagePair): number =>
  Number(after.predicted === after.label) - Number(before.predicted === after.label);

const confidenceChange = ({ before, after }: ImagePair): number => after.probability - before.probability;
