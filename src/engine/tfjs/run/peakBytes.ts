/** How much memory a run of a plan takes. Pure. */
import type { Network } from '../network/network.ts';
import type { Measurement } from '../passes/measure.ts';
import type { Plan } from './plan.ts';

const bytesPerElement = 4;

/**
 * Most bytes that tensors of one image hold at a time, all else than the network's constants; what an operation takes besides is
 * not known.
 */
export function peakBytes(plan: Plan, { input }: Network, measurement: Measurement): number {
  const bytesOf = (tensor: string): number => {
    if (tensor === input.name) return input.rows * input.columns * input.channels * bytesPerElement;
    const measured = measurement.get(tensor);
    if (measured === undefined) return 0;
    const elements = measured.shape.reduce((product, dim) => product * dim, 1);
    return (elements / measured.images) * bytesPerElement;
  };
  const fed = plan.feeds.reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  let [alive, most] = [fed, fed];
  for (const { node, fused, last } of plan.steps) {
    alive += bytesOf((fused ?? node).name);
    most = Math.max(most, alive);
    // Feeds stay the caller's.
    for (const tensor of last) if (!plan.feeds.includes(tensor)) alive -= bytesOf(tensor);
  }
  return most;
}
