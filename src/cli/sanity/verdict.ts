/** What a cascade says of a method. Pure. */
import type { Cascade } from './cascade.ts';

/**
 * Rank correlation that a map may keep once nothing that was learned is left: half of an order that is the same. Maps have a
 * middle and an edge whatever the network, so that 0 is more than can be asked for.
 */
export const mostCorrelation = 0.5;

export interface MethodVerdict {
  readonly method: string;
  /** With every layer drawn anew; null where no map was left. */
  readonly left: number | null;
  /** 'follows': the map depends on what the network learned; 'keeps': it looks alike without that. */
  readonly verdict: 'follows' | 'keeps';
}

export function verdictsOf({ stages }: Cascade): MethodVerdict[] {
  const last = stages.at(-1)?.correlations ?? {};
  return Object.entries(last).map(([method, left]) => ({
    method,
    left,
    verdict: left === null || left < mostCorrelation ? 'follows' : 'keeps',
  }));
}
