import type { Layer } from '../engine/engine.ts';
import type { Finding } from './finding.ts';
import type { MethodState } from './methodStates.ts';
import type { Verdict } from './verdict.ts';

export interface CheckReport {
  /** The layer that is taken when none is asked for; null where the network has none. */
  readonly defaultLayer: Layer | null;
  /** Why there is none. */
  readonly withoutLayer: string | null;
  /** Why the default layer cannot be used, so that another was checked; null where it can. */
  readonly unusableDefault: string | null;
  /** Layers that gradients were verified at. */
  readonly checkedLayers: readonly string[];
  /** How many tensors can be named, and how many of them are spatial maps. */
  readonly layerCount: number;
  readonly mapCount: number;
  readonly images: 'noise' | 'photograph';
  readonly methods: readonly MethodState[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}
