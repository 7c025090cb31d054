/** Which method is best on a data set, and how sure that is. Pure. */
import { metrics } from '../metrics/registry.ts';
import type { LoadedRun } from './loaded/loadedRun.ts';
import { meanInterval, meanOf, resamples, type Interval } from './stats/bootstrap.ts';
import { uniforms } from '../tensor/random.ts';

export interface RankedMethod {
  readonly method: string;
  readonly maps: number;
  readonly mean: number;
  /** 95 % bootstrap interval of the mean. */
  readonly interval: Interval | null;
  /** Share of the resampled data sets on which no other method was better. */
  readonly bestShare: number;
}

export interface Ranking {
  readonly figure: string;
  readonly better: 'higher' | 'lower';
  /** Maps that all methods have the figure for: they alone are compared. */
  readonly maps: number;
  /** The best first. */
  readonly methods: readonly RankedMethod[];
}

/** One ranking for the leading figure of each metric that the run has. */
export const rankMethods = (run: LoadedRun, seed: number): Ranking[] =>
  metrics.flatMap((metric) => {
    const [figure, better] = Object.entries(metric.figures)[0]!;
    return better === null ? [] : rankingOf(run, figure, better, seed);
  });

function rankingOf(run: LoadedRun, figure: string, better: 'higher' | 'lower', seed: number): Ranking[] {
  const { methods } = run.file.request;
  const rows = rowsOf(run, figure);
  if (rows.length === 0) return [];
  const columns = methods.map((_, column) => rows.map((row) => row[column]!));
  const best = bestShares(rows, better, seed);
  const ranked = methods.map((method, column) => ({
    method,
    maps: rows.length,
    mean: meanOf(columns[column]!),
    interval: meanInterval(columns[column]!, seed),
    bestShare: best[column]!,
  }));
  const sign = better === 'higher' ? -1 : 1;
  return [
    { figure, better, maps: rows.length, methods: ranked.toSorted((a, b) => sign * (a.mean - b.mean)) },
  ];
}

/** Per image and class the figure of every method; where one lacks it, the row is left out. */
function rowsOf({ images, file: { request } }: LoadedRun, figure: string): number[][] {
  return [...images.values()].flatMap(({ maps }) => {
    const classes = [...new Set(maps.map((map) => map.class))];
    return classes
      .map((index) =>
        request.methods.map(
          (method) =>
            maps.find((map) => map.method === method && map.class === index)?.metrics[figure] ?? Number.NaN,
        ),
      )
      .filter((row) => row.every((value) => !Number.isNaN(value)));
  });
}

/** Paired: the same images are drawn for all methods. */
function bestShares(
  rows: readonly (readonly number[])[],
  better: 'higher' | 'lower',
  seed: number,
): number[] {
  const wins = new Array<number>(rows[0]!.length).fill(0);
  const sign = better === 'higher' ? 1 : -1;
  for (let round = 0; round < resamples; round++) {
    const sums = new Array<number>(wins.length).fill(0);
    for (const draw of uniforms(seed + round, rows.length)) {
      const row = rows[Math.floor(draw * rows.length)]!;
      for (let column = 0; column < sums.length; column++) sums[column]! += sign * row[column]!;
    }
    wins[sums.indexOf(Math.max(...sums))]!++;
  }
  return wins.map((count) => count / resamples);
}
