import { meanOf } from '../../tensor/mapMean.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { upsampled, type MapPair } from '../loaded/pairRuns.ts';
import { unmeasured, type Check, type Measurement } from './check.ts';

/** Images that a class needs before its mean map is judged. */
export const leastImages = 5;

/**
 * Whether the mean map of each class still ranks its cells as the baseline's did: normalised discounted cumulative gain,
 * the baseline's values as gains. The lowest class counts.
 *
 * @source the drift rule of Amazon SageMaker Clarify for feature attributions, with cells in place of features
 */
export const classMaps: Check = {
  name: 'class-maps',
  title: 'Class maps',
  measures: [
    {
      id: 'classMaps',
      title: 'nDCG of the mean map, lowest class',
      worse: 'low',
      ideal: 1,
      unit: '',
      limits: { warn: 0.95, fail: 0.9 },
      hasFloor: true,
      significant: [],
      measure: ({ pair }) =>
        pair.methods.map((method) => lowest(method, classGains(pair.maps.get(method) ?? []))),
    },
  ],
};

export interface ClassGain {
  readonly class: number;
  readonly images: number;
  readonly gain: number;
  readonly before: Tensor;
  readonly after: Tensor;
}

function lowest(method: string, gains: readonly ClassGain[]): Measurement {
  const first = gains[0];
  if (first === undefined)
    return unmeasured(method, `no class has maps of ${leastImages} images in both runs`);
  return { what: method, value: first.gain, interval: null, note: `class ${first.class}` };
}

/** Classes with enough images, the lowest gain first. */
export function classGains(pairs: readonly MapPair[]): ClassGain[] {
  return [...grouped(pairs)]
    .filter(([, ofClass]) => ofClass.length >= leastImages)
    .map(([index, ofClass]) => {
      const after = meanOf(ofClass.map((pair) => pair.after.map!))!;
      const [rows = 1, columns = 1] = after.shape;
      const before = meanOf(ofClass.map((pair) => upsampled(pair.before.map!, rows, columns)))!;
      const gain = discountedGain(before.data, after.data);
      return { class: index, images: ofClass.length, gain, before, after };
    })
    .sort((a, b) => a.gain - b.gain || a.class - b.class);
}

function grouped(pairs: readonly MapPair[]): Map<number, MapPair[]> {
  const byClass = new Map<number, MapPair[]>();
  for (const pair of pairs) {
    if (pair.before.map === null || pair.after.map === null) continue;
    const ofClass = byClass.get(pair.class);
    if (ofClass === undefined) byClass.set(pair.class, [pair]);
    else ofClass.push(pair);
  }
  return byClass;
}

/** DCG of the cells in the order of `after`, by the values of `before`, over the best there is; 1 where `before` is zero. */
export function discountedGain(before: Float32Array, after: Float32Array): number {
  const best = gainInOrder(before, before);
  return best === 0 ? 1 : gainInOrder(before, after) / best;
}

function gainInOrder(gains: Float32Array, ranking: Float32Array): number {
  const order = [...ranking.keys()].sort((a, b) => ranking[b]! - ranking[a]! || a - b);
  return order.reduce((sum, cell, rank) => sum + gains[cell]! / Math.log2(rank + 2), 0);
}
