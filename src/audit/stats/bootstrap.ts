/** Seeded bootstrap: the same numbers and seed give the same interval on every machine. */
import { percentile } from '../../tensor/percentile.ts';
import { uniforms } from '../../tensor/random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const resamples = 1_000;
/** 95 %: percentiles 2.5 and 97.5 of the resampled means. */
const tail = 2.5;

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
};

/**
 * 95 % percentile interval of the mean; null below two values.
 *
 * @source Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13
 */
export function meanInterval(values: ArrayLike<number>, seed: number): Interval | null {
  const count = values.length;
  if (count < 2) return null;
  const means = new Float64Array(resamples);
  for (let round = 0; round < resamples; round++) {
    const draws = uniforms(seed + round, count);
    let sum = 0;
    for (const draw of draws) sum += values[Math.floor(draw * count)]!;
    means[round] = sum / count;
  }
  means.sort();
  return { low: percentile(means, tail), high: percentile(means, 100 - tail) };
}

export const excludesZero = (interval: Interval | null): boolean =>
  interval !== null && (interval.low > 0 || interval.high < 0);
