import type { Layer } from '../../engine/engine.ts';
import type { LayerNeed, Method, Need } from '../../methods/method.ts';

/** The plain pass and five augmented ones. */
const augmentedPasses = 6;

type Channels = readonly number[];
const eachLayer =
  (cost: (channels: number) => number) =>
  (layers: Channels): number =>
    layers.reduce((sum, channels) => sum + cost(channels), 0);

/** Forward passes for one ingredient at layers of that many channels; a backward pass of a tail counts as one. */
const costs: Readonly<Record<LayerNeed | 'biasGradients', (layers: Channels) => number>> = {
  gradients: eachLayer(() => 1),
  curvature: eachLayer(() => 3),
  ablation: eachLayer((channels) => channels),
  maskedScores: eachLayer((channels) => channels),
  biasGradients: () => 3,
};

const hasCost = (need: Need): need is keyof typeof costs => Object.hasOwn(costs, need);

export interface Work {
  readonly methods: readonly Method[];
  /** The target layers; empty where no method reads one. */
  readonly layers: readonly Layer[];
  readonly augmented: boolean;
  /** Classes that an image may have. */
  readonly classes: number;
}

/**
 * Forward passes that all methods together take for one image. What layers and the network give is computed once for all
 * methods; attributions ask the model on their own, for each class.
 */
export function forwardsPerImage({ methods, layers, augmented, classes }: Work): number {
  const channels = layers.map(({ spatial }) => spatial?.[0] ?? 0);
  const needs = [...new Set(methods.flatMap((method) => method.needs))].filter(hasCost);
  const shared = needs.reduce((sum, need) => sum + costs[need](channels), 0);
  const own = methods.reduce((sum, method) => sum + (method.kind === 'attribution' ? method.passes : 0), 0);
  const once = 1 + shared + own * classes;
  return augmented ? once * augmentedPasses : once;
}
