/**
 * What a check is: it measures one or more things on a pair of runs; limits, noise floor and verdict are the same for all
 * (`judge.ts`). Words: *before* is the baseline, *after* the run that is audited; a *measurement* is one number with its
 * direction; the *noise floor* is what the same number comes to when the same model runs twice.
 */
import type { ImagePair, RunPair } from '../loaded/pairRuns.ts';
import { meanInterval, meanOf, type Interval } from '../stats/bootstrap.ts';

export interface Measurement {
  /** What was measured, within the check: "median Spearman", "gradcam". */
  readonly what: string;
  /** Null where it cannot be measured, for the reason in `note`. */
  readonly value: number | null;
  /** Of the value; null where there is none. */
  readonly interval: Interval | null;
  readonly note?: string | undefined;
}

export interface Limits {
  readonly warn: number;
  readonly fail: number;
}

/** One line of the table: a kind of measurement with its limits. */
export interface Measure {
  /** As in `limits` of audit.yaml. */
  readonly id: string;
  readonly title: string;
  /** 'high': larger is worse and limits are upper ones; 'low': the other way round. */
  readonly worse: 'high' | 'low';
  /** What nothing changed comes to. */
  readonly ideal: number;
  readonly unit: '' | 'share' | 'points';
  readonly limits: Limits;
  /** Whether it compares two runs, so that the same model twice tells what is noise. */
  readonly hasFloor: boolean;
  /** Which verdicts also need an interval that excludes 0. */
  readonly significant: readonly ('warn' | 'fail')[];
  measure(given: CheckedPair): readonly Measurement[];
}

export interface Check {
  readonly name: string;
  readonly title: string;
  readonly measures: readonly Measure[];
}

export interface CheckedPair {
  readonly pair: RunPair;
  /** Of bootstrap intervals. */
  readonly seed: number;
  /** Images a second of this night, and of earlier nights, the newest first. */
  readonly speed: { readonly now: number | null; readonly earlier: readonly number[] };
}

/** One measurement over the images that both runs explained, of which there must be one. */
export const ofImages =
  (measured: (images: readonly ImagePair[], given: CheckedPair) => Measurement): Measure['measure'] =>
  (given) =>
    given.pair.images.length === 0
      ? [unmeasured('', 'no image was explained in both runs')]
      : [measured(given.pair.images, given)];

/** The mean with its 95 % bootstrap interval. */
export const meanMeasurement = (what: string, values: readonly number[], seed: number): Measurement => ({
  what,
  value: meanOf(values),
  interval: meanInterval(values, seed),
});

export const unmeasured = (what: string, note: string): Measurement => ({
  what,
  value: null,
  interval: null,
  note,
});
