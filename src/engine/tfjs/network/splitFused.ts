/** Fused operations taken apart, so that there is one rule for each part; plans put them together again (run/plan.ts). */
import type { NetworkNode } from './network.ts';
import { unsupported } from './network.ts';

/** Fused operation and what is at its heart. */
const hearts: Readonly<Record<string, string>> = {
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
  _FusedMatMul: 'MatMul',
};

/** The last part keeps the node's name. */
export function splitFused(node: NetworkNode): NetworkNode[] {
  const heart = hearts[node.op];
  if (heart === undefined) return [node];
  const fused = (node.attributes['fused_ops'] ?? []) as readonly string[];
  const parts = [heart, ...fused];
  const [x, weights, ...extra] = node.inputs;
  let last = '';
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const name = isLast ? node.name : `${node.name}/${part}`;
    const inputs = index === 0 ? [x!, weights!] : [last, ...argumentsOf(part, extra, node)];
    last = name;
    return {
      name,
      op: part,
      inputs,
      attributes: attributesOf(part, node),
      ...(isLast ? {} : { internal: true }),
    };
  });
}

/** Taken from the node's inputs in their order. */
function argumentsOf(part: string, extra: readonly string[], node: NetworkNode): readonly string[] {
  if (part === 'BiasAdd') return extra.slice(0, 1);
  if (part === 'Prelu') return extra.slice(1, 2);
  if (part === 'FusedBatchNorm')
    throw unsupported(node, 'a batch norm inside a fused operation is not known.');
  return [];
}

const attributesOf = (part: string, { attributes }: NetworkNode): NetworkNode['attributes'] =>
  part === 'LeakyRelu' ? { alpha: attributes['leakyrelu_alpha'] ?? 0.2 } : attributes;
