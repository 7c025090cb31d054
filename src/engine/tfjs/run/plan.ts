/** Which operations lead from some tensors to others, in which order, and when each tensor is done with. */
import { convolutions, producerName, type Network, type NetworkNode } from '../network/network.ts';
import { soleReaders } from '../network/soleReaders.ts';

export interface Step {
  readonly node: NetworkNode;
  /** A rectifier behind a convolution that is computed with it; `node` is the convolution. */
  readonly fused: NetworkNode | null;
  /** Tensors that no later step reads. */
  readonly last: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly feeds: readonly string[];
  readonly fetches: readonly string[];
}

export interface PlanOptions {
  /** Whether rectifiers are computed with the convolution before them: faster, and without a gradient. */
  readonly fuse: boolean;
}

/** @param feeds tensors that will be given; what lies before them is not run */
export function planOf(
  { nodes }: Network,
  feeds: readonly string[],
  fetches: readonly string[],
  { fuse }: PlanOptions,
): Plan {
  const needed = neededNodes(nodes, feeds, fetches);
  const pairs = fuse ? fusions(needed, fetches) : new Map<NetworkNode, NetworkNode>();
  const swallowed = new Set(pairs.values());
  const steps = needed
    .filter((node) => !swallowed.has(node))
    .map((node) => ({ node, fused: pairs.get(node) ?? null }));
  return { steps: withLast(steps, fetches), feeds, fetches };
}

/** Nodes that lead from `feeds` to `fetches`, in order of execution. */
export function neededNodes(
  nodes: readonly NetworkNode[],
  feeds: readonly string[],
  fetches: readonly string[],
): NetworkNode[] {
  const given = new Set(feeds);
  const wanted = new Set(fetches.filter((tensor) => !given.has(tensor)).map(producerName));
  const needed: NetworkNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!wanted.has(node.name)) continue;
    needed.push(node);
    for (const input of node.inputs) if (!given.has(input)) wanted.add(producerName(input));
  }
  return needed.toReversed();
}

const rectifiers: ReadonlySet<string> = new Set(['Relu', 'Relu6']);

/** Convolutions that only a rectifier reads. */
function fusions(
  nodes: readonly NetworkNode[],
  fetches: readonly string[],
): ReadonlyMap<NetworkNode, NetworkNode> {
  const readerOf = soleReaders(nodes, fetches);
  const pairs = new Map<NetworkNode, NetworkNode>();
  for (const node of nodes) {
    const reader = convolutions.has(node.op) ? readerOf(node) : null;
    if (reader !== null && rectifiers.has(reader.op)) pairs.set(node, reader);
  }
  return pairs;
}

function withLast(steps: readonly Omit<Step, 'last'>[], fetches: readonly string[]): Step[] {
  const alive = new Set(fetches);
  const backwards = steps.toReversed().map((step) => {
    const last = [...new Set(step.node.inputs)].filter((input) => !alive.has(input));
    for (const input of last) alive.add(input);
    return { ...step, last };
  });
  return backwards.toReversed();
}
