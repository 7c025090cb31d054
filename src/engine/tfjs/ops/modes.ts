/** Which rules a backward pass goes by. */
import { noRectifier } from '../../calls/noRectifier.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import type { OpMode } from './op.ts';

/** Derivatives. */
export const plain: OpMode = { guided: false };

/**
 * Guided backpropagation (Springenberg et al. 2015, https://arxiv.org/abs/1412.6806). Throws METHOD_UNSUPPORTED where no ReLU
 * is there to be guided.
 */
export function guided(network: Network): OpMode {
  if (network.nodes.some((node) => isRectifier(node, network))) return { guided: true };
  throw noRectifier();
}

/** Also a clip to 0..6, which is ReLU6 in other words. */
const isRectifier = ({ op, inputs }: NetworkNode, { constants }: Network): boolean => {
  const limit = (index: number): number | undefined => constants.get(inputs[index] ?? '')?.data[0];
  return op === 'Relu' || op === 'Relu6' || (op === 'ClipByValue' && limit(1) === 0 && limit(2) === 6);
};
