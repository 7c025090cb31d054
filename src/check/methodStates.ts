/** Which methods work with a network, from what was tried. Pure. */
import type { Method } from '../methods/method.ts';
import type { Trial, Trialled } from './trials.ts';

export interface MethodState {
  readonly name: string;
  /** 'refused': not with this network. 'failed': it should work and does not. */
  readonly outcome: Trial['outcome'];
  /** A sentence; empty where it works. */
  readonly why: string;
}

/**
 * @param withoutLayer why the network has no layer with a map; null where it has one
 */
export function methodStates(
  methods: readonly Method[],
  trials: readonly Trial[],
  withoutLayer: string | null,
): MethodState[] {
  const byNeed = new Map(trials.map((trial) => [trial.need, trial]));
  return methods.map((method) => {
    if (withoutLayer !== null && readsLayer(method))
      return { name: method.name, outcome: 'refused', why: withoutLayer };
    const hindrances = needsOf(method)
      .map((need) => byNeed.get(need))
      .filter((trial) => trial !== undefined && trial.outcome !== 'works');
    // A failure weighs more than a refusal: it is ours to mend.
    const worst = hindrances.find((trial) => trial?.outcome === 'failed') ?? hindrances[0];
    return { name: method.name, outcome: worst?.outcome ?? 'works', why: worst?.why ?? '' };
  });
}

const readsLayer = (method: Method): boolean =>
  method.kind === 'layer' || (method.kind === 'attribution' && method.cam !== null);

function needsOf(method: Method): readonly Trialled[] {
  const cam = method.kind === 'attribution' ? (method.cam?.needs ?? []) : [];
  return ['forward', ...method.needs, ...cam];
}
