/** What methods cost, in forward passes beside the plain one; a backward pass of a tail counts as one. Pure. */
import type { LayerNeed, Method, Need } from '../../methods/method.ts';

/** The cost of one ingredient: for each class at each layer, for each class, or for each channel and all classes together. */
interface NeedCost {
  readonly each: 'layer' | 'class' | 'channel';
  readonly passes: number;
}

/** Needs that are not here are counted in `AttributionMethod.passes`, or come along with another. */
const needCosts: Readonly<Record<LayerNeed | 'biasGradients', NeedCost>> = {
  gradients: { each: 'layer', passes: 1 },
  curvature: { each: 'layer', passes: 3 },
  ablation: { each: 'channel', passes: 1 },
  maskedScores: { each: 'channel', passes: 1 },
  biasGradients: { each: 'class', passes: 3 },
};

const hasCost = (need: Need): need is keyof typeof needCosts => Object.hasOwn(needCosts, need);

/** A target layer, as far as the cost goes. */
export interface CostLayer {
  readonly channels: number;
  /** Ablation then follows from one backward pass. */
  readonly affineTail: boolean;
}

/** All that `methods` need together: what layers and the network give is computed once, attributions ask on their own. */
export function passesOf(methods: readonly Method[], layers: readonly CostLayer[], classes: number): number {
  const needs = [...new Set(methods.flatMap((method) => method.needs))].filter(hasCost);
  const shared = needs.reduce((sum, need) => sum + passesOfNeed(need, layers, classes), 0);
  return shared + classes * methods.reduce((sum, method) => sum + ownPasses(method), 0);
}

const ownPasses = (method: Method): number => (method.kind === 'attribution' ? method.passes : 0);

function passesOfNeed(need: keyof typeof needCosts, layers: readonly CostLayer[], classes: number): number {
  const { each, passes } = needCosts[need];
  if (each === 'class') return passes * classes;
  return layers.reduce((sum, { channels, affineTail }) => {
    const shortcut = need === 'ablation' && affineTail;
    return sum + passes * (each === 'channel' && !shortcut ? channels : classes);
  }, 0);
}

/** Of one method, one class and one layer: `fixed + perChannel x channels`. */
export interface MethodCost {
  readonly fixed: number;
  readonly perChannel: number;
}

export function methodCost(method: Method): MethodCost {
  const at = (channels: number): number => passesOf([method], [{ channels, affineTail: false }], 1);
  return { fixed: at(0), perChannel: at(1) - at(0) };
}

/** "0", "4", "C" */
export const costText = ({ fixed, perChannel }: MethodCost): string =>
  [fixed > 0 || perChannel === 0 ? String(fixed) : '', perChannel > 0 ? 'C' : ''].filter(Boolean).join(' + ');
