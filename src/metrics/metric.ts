/**
 * What a metric is. A metric is a pure function of one map: it says on which copies of the image it wants the score of the
 * map's class, and what follows from these scores. Who runs the network, and in which batches, is no concern of it.
 *
 * Words: the *score* is the probability of the class that the map explains (softmax; sigmoid where the network has
 * independent labels). A *figure* is one number that a metric gives; a *flag* says that a figure stands on weak ground.
 */
import type { Tensor } from '../tensor/tensor.ts';

/** Everything that a metric may know of one map. */
export interface JudgedMap {
  /** [C, H, W], normalised. */
  readonly image: Tensor;
  /** [H, W] in 0..1. */
  readonly map: Tensor;
  /** All zeros: the method found nothing. */
  readonly flat: boolean;
  /** Score of the class on the image as it is. */
  readonly score: number;
  /** [H, W], 1 inside of the box or mask where the object is; null where the data set has none, or the crop nothing of it. */
  readonly region: Uint8Array | null;
}

export interface Verdict {
  /** By name; null where the figure is not defined for this map. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Short words, e.g. "ties". */
  readonly flags: readonly string[];
}

/** Copies of the image to be scored, and what their scores mean. */
export interface Trial {
  readonly count: number;
  /** Writes copy `index` into `out` [C * H * W]. Called once for each, in order. */
  readonly write: (index: number, out: Float32Array) => void;
  /** @param scores [count] */
  readonly judge: (scores: Float32Array) => Verdict;
}

/** Whether a larger figure speaks for the map; null where it only describes it. */
export type Better = 'higher' | 'lower' | null;

export interface Metric {
  /** As users write it, and in records. */
  readonly name: string;
  readonly title: string;
  readonly paper: string;
  readonly url: string;
  readonly formula: string;
  /** What it gives; the first one is the one that methods are ranked by. */
  readonly figures: Readonly<Record<string, Better>>;
  /** Whether it needs a box or mask of the object. */
  readonly needsRegion: boolean;
  /** Copies of an image of `pixels` pixels that are scored for one map. */
  readonly passes: (pixels: number) => number;
  readonly trial: (given: JudgedMap) => Trial;
}

/** A metric that asks the network nothing. */
export const withoutScores = (verdict: () => Verdict): Trial => ({
  count: 0,
  write: () => undefined,
  judge: verdict,
});
