import { normals } from '../tensor/random.ts';
import { percentile } from '../tensor/percentile.ts';
import { impute } from './imputation/impute.ts';
import type { JudgedMap, Metric } from './metric.ts';

/** The reference library's nine. */
export const roadPercentiles = [10, 20, 30, 40, 50, 60, 70, 80, 90] as const;
const noiseDeviation = 0.01;
const noiseSeed = 2_202;

/** More pixels than the percentile asks for, as a share of all: what makes a tie worth a flag. */
const tieShare = 0.01;

interface Removal {
  /** [H * W], 1 where the pixel is removed. */
  readonly removed: Uint8Array;
  readonly ties: boolean;
  /** Every pixel is removed. */
  readonly singular: boolean;
}

/** Pixels at or above the percentile of `map` go. */
export function removal(map: Float32Array, sorted: Float32Array, percent: number): Removal {
  const threshold = percentile(sorted, percent);
  const removed = new Uint8Array(map.length);
  let count = 0;
  for (let pixel = 0; pixel < map.length; pixel++) {
    if (map[pixel]! < threshold) continue;
    removed[pixel] = 1;
    count++;
  }
  const wanted = (map.length * (100 - percent)) / 100;
  return { removed, ties: count - wanted > tieShare * map.length, singular: count === map.length };
}

/** Most relevant first, then least relevant first, each at every percentile. */
export function roadRemovals(map: Float32Array, percentiles: readonly number[] = roadPercentiles): Removal[] {
  const inverse = map.map((value) => 1 - value);
  return [map, inverse].flatMap((relevance) => {
    const sorted = relevance.toSorted();
    return percentiles.map((percent) => removal(relevance, sorted, percent));
  });
}

/**
 * The image without the removed pixels, into `out`; the zero image where all are removed.
 *
 * @param noise [C * H * W], added to what is filled in
 */
export function writeImputed(
  { image }: Pick<JudgedMap, 'image'>,
  { removed, singular }: Removal,
  noise: ArrayLike<number>,
  out: Float32Array,
): void {
  if (singular) {
    out.fill(0);
    return;
  }
  const [, rows = 0, columns = 0] = image.shape;
  out.set(image.data);
  impute(out, removed, rows, columns);
  for (let at = 0; at < out.length; at++) if (removed[at % removed.length] === 1) out[at]! += noise[at]!;
}

/** The same noise for every map of that size: methods are compared on one draw, and nothing depends on the order of work. */
const drawn = new Map<number, Float32Array>();
function noiseOf(size: number): Float32Array {
  const known = drawn.get(size);
  if (known !== undefined) return known;
  const made = Float32Array.from(normals(noiseSeed, size), (value) => noiseDeviation * value);
  drawn.clear();
  drawn.set(size, made);
  return made;
}

/**
 * Score after the most (MoRF) and after the least relevant pixels (LeRF) were removed and filled in from what is left, as a
 * change of the score, averaged over percentiles; road = (LeRF - MoRF) / 2.
 *
 * @source Rong et al., A Consistent and Efficient Evaluation Strategy for Attribution Methods, ICML 2022; combined as in
 * pytorch-grad-cam's ROADCombined
 */
export const roadAt = (percentiles: readonly number[]): Metric => ({
  name: percentiles === roadPercentiles ? 'road' : `road:${percentiles.join('/')}`,
  title: 'ROAD, combined',
  paper: 'Rong et al., ICML 2022',
  url: 'https://arxiv.org/abs/2202.00449',
  formula: `(LeRF - MoRF) / 2, each the mean change of p over the percentiles ${percentiles.join(', ')}`,
  figures: { road: 'higher', roadMorf: 'lower', roadLerf: 'higher' },
  needsRegion: false,
  passes: () => 2 * percentiles.length,
  trial: (given) => {
    const removals = roadRemovals(given.map.data, percentiles);
    const noise = noiseOf(given.image.data.length);
    return {
      count: removals.length,
      write: (index, out) => writeImputed(given, removals[index]!, noise, out),
      judge: (scores) => {
        const half = percentiles.length;
        const roadMorf = meanOf(scores.subarray(0, half)) - given.score;
        const roadLerf = meanOf(scores.subarray(half)) - given.score;
        return {
          figures: { road: (roadLerf - roadMorf) / 2, roadMorf, roadLerf },
          flags: [
            ...(removals.some(({ ties }) => ties) ? ['ties'] : []),
            ...(removals.some(({ singular }) => singular) ? ['singular'] : []),
          ],
        };
      },
    };
  },
});

export const road: Metric = roadAt(roadPercentiles);

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
