/** How alike the maps of two runs are, method by method. Pure. */
import type { MapComparison } from '../metrics/comparison/compareMaps.ts';
import {
  byLikeness,
  figuresOfPairs,
  otherPredictions,
  type MapPair,
  type RunPair,
} from './loaded/pairRuns.ts';
import { meanInterval, meanOf, type Interval } from './stats/bootstrap.ts';
import { medianOf } from './stats/median.ts';

export const comparedFigures = [
  'spearman',
  'ssim',
  'topIou',
  'wasserstein',
] as const satisfies readonly (keyof MapComparison)[];
type Figure = (typeof comparedFigures)[number];

export interface FigureSummary {
  /** Maps that have the figure. */
  readonly maps: number;
  readonly mean: number;
  readonly median: number;
  /** 95 % bootstrap interval of the mean. */
  readonly interval: Interval | null;
}

export interface MethodComparison {
  readonly method: string;
  /** Maps of the same image and class in both runs. */
  readonly maps: number;
  /** Null where no map has the figure. */
  readonly figures: Readonly<Record<Figure, FigureSummary | null>>;
  /** The least alike first. */
  readonly worst: readonly {
    readonly key: string;
    readonly class: number;
    readonly spearman: number | null;
    readonly topIou: number | null;
  }[];
}

export interface RunComparison {
  /** Images that both runs explained, and those whose prediction differs. */
  readonly images: number;
  readonly otherPrediction: number;
  readonly methods: readonly MethodComparison[];
}

export function compareRuns(pair: RunPair, worst: number, seed: number): RunComparison {
  return {
    images: pair.images.length,
    otherPrediction: otherPredictions(pair.images),
    methods: pair.methods.map((method) => methodComparison(method, pair.maps.get(method) ?? [], worst, seed)),
  };
}

function methodComparison(
  method: string,
  maps: readonly MapPair[],
  worst: number,
  seed: number,
): MethodComparison {
  const summaries = comparedFigures.map((figure) => [figure, summaryOf(maps, figure, seed)] as const);
  return {
    method,
    maps: maps.length,
    figures: Object.fromEntries(summaries) as MethodComparison['figures'],
    worst: maps
      .filter(({ comparison }) => comparison !== null)
      .toSorted(byLikeness)
      .slice(0, worst)
      .map(({ image, class: index, comparison }) => ({
        key: image.key,
        class: index,
        spearman: comparison!.spearman,
        topIou: comparison!.topIou,
      })),
  };
}

function summaryOf(maps: readonly MapPair[], figure: Figure, seed: number): FigureSummary | null {
  const values = figuresOfPairs(maps, figure);
  if (values.length === 0) return null;
  return {
    maps: values.length,
    mean: meanOf(values),
    median: medianOf(values)!,
    interval: meanInterval(values, seed),
  };
}
