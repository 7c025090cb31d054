import type { Tensor } from '../../tensor/tensor.ts';
import { spearman } from './spearman.ts';
import { ssim } from './ssim.ts';
import { topOverlap } from './topOverlap.ts';
import { wassersteinOfMaps } from './wasserstein.ts';

/** How alike two maps are; null where that is not defined, as for a flat one. */
export interface MapComparison {
  /** Rank correlation, -1..1. */
  readonly spearman: number | null;
  /** Structural similarity, up to 1. */
  readonly ssim: number | null;
  /** Intersection over union of the top 20 % of the pixels, 0..1. */
  readonly topIou: number | null;
  /** Distance that the map's mass moved, as a share of the map's longer side. */
  readonly wasserstein: number | null;
}

/** Two maps [H, W] in 0..1 of one size. */
export const compareMaps = (left: Tensor, right: Tensor): MapComparison => ({
  spearman: spearman(left.data, right.data),
  ssim: ssim(left, right),
  topIou: topOverlap(left.data, right.data),
  wasserstein: wassersteinOfMaps(left, right),
});
