import type { Method } from '../../methods/method.ts';
import type { Metric } from '../../metrics/metric.ts';
import { passesOf, type CostLayer } from '../methods/cost.ts';

/** The plain pass and five augmented ones. */
const augmentedPasses = 6;

export interface Work {
  readonly methods: readonly Method[];
  /** The target layers; empty where no method reads one. */
  readonly layers: readonly CostLayer[];
  readonly augmented: boolean;
  /** Classes that an image may have. */
  readonly classes: number;
}

/** Forward passes that all methods together take for one image: what shards and time limits are reckoned with. */
export function forwardsPerImage({ methods, layers, augmented, classes }: Work): number {
  const once = 1 + passesOf(methods, layers, classes);
  return augmented ? once * augmentedPasses : once;
}

/** Forward passes that metrics take for the maps of one image. */
export const judgingPasses = (
  { methods, classes }: Pick<Work, 'methods' | 'classes'>,
  metrics: readonly Metric[],
  pixels: number,
): number => methods.length * classes * metrics.reduce((passes, metric) => passes + metric.passes(pixels), 0);
