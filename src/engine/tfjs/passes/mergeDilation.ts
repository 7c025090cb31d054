import type { Constant, Network, NetworkNode } from '../network/network.ts';
import { convolutions, numbersOf, tensorsOf, textOf } from '../network/network.ts';
import { soleReaders } from '../network/soleReaders.ts';

/** SpaceToBatchND, convolution, BatchToSpaceND: how TensorFlow writes a dilated convolution. It becomes one. */
export function mergeDilation(network: Network): Network {
  const reader = soleReaders(network.nodes, tensorsOf(network.outputs));
  const merged = new Map<NetworkNode, NetworkNode>();
  const removed = new Set<NetworkNode>();
  for (const before of network.nodes) {
    if (before.op !== 'SpaceToBatchND') continue;
    const convolution = reader(before);
    const behind = convolution === null ? null : reader(convolution);
    if (convolution === null || behind === null || !isDilated(convolution, behind)) continue;
    const attributes = dilatedAttributes({ before, convolution, behind }, network.constants);
    if (attributes === null) continue;
    merged.set(behind, {
      ...convolution,
      name: behind.name,
      inputs: [before.inputs[0]!, ...convolution.inputs.slice(1)],
      attributes: { ...convolution.attributes, ...attributes },
    });
    removed.add(before).add(convolution);
  }
  const nodes = network.nodes.filter((node) => !removed.has(node)).map((node) => merged.get(node) ?? node);
  return { ...network, nodes };
}

const isDilated = (convolution: NetworkNode, behind: NetworkNode): boolean =>
  convolutions.has(convolution.op) &&
  behind.op === 'BatchToSpaceND' &&
  textOf(convolution, 'padding') === 'VALID' &&
  numbersOf(convolution, 'strides').every((stride) => stride === 1);

interface Pattern {
  readonly before: NetworkNode;
  readonly convolution: NetworkNode;
  readonly behind: NetworkNode;
}

/** Null where the three do not belong together. */
function dilatedAttributes(
  { before, convolution, behind }: Pattern,
  constants: ReadonlyMap<string, Constant>,
): NetworkNode['attributes'] | null {
  const valuesOf = (node: NetworkNode, index: number): number[] =>
    Array.from(constants.get(node.inputs[index]!)?.data ?? []);
  const block = valuesOf(before, 1);
  const [pads, crops] = [valuesOf(before, 2), valuesOf(behind, 2)];
  const isPair = block.length === 2 && pads.length === 4 && crops.length === 4;
  if (!isPair || valuesOf(behind, 1).join() !== block.join()) return null;
  // What is cropped was padded only so that the blocks come out even.
  const padding = pads.map((pad, index) => pad - crops[index]!);
  if (padding.some((pad) => pad < 0)) return null;
  const kernel = constants.get(convolution.inputs[1]!)?.shape ?? [];
  return { dilations: [1, ...block, 1], ...paddingOf(padding, kernel, block) };
}

/** By its name where it is what 'SAME' means, since kernels do that themselves. */
function paddingOf(
  padding: readonly number[],
  kernel: readonly number[],
  block: readonly number[],
): NetworkNode['attributes'] {
  const same = [0, 1].flatMap((axis) => {
    const total = (kernel[axis]! - 1) * block[axis]!;
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  if (same.join() === padding.join()) return { padding: 'SAME' };
  return { padding: 'EXPLICIT', explicit_paddings: [0, 0, ...padding, 0, 0] };
}
