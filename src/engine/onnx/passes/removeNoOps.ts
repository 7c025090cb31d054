import type { Graph, Node, Value } from '../ir/graph.ts';
import { constantIntegers } from '../ir/integers.ts';

/** Names of removed tensors, each with the tensor that holds the same values. */
export type Aliases = Map<string, string>;

/** Removes operations that hand their first input on unchanged; shapes and types must be known. */
export function removeNoOps(graph: Graph, aliases: Aliases = new Map()): boolean {
  const removed = new Set<Node>();
  for (const node of graph.nodes) {
    if (!(noOps[node.opType]?.(node) ?? false)) continue;
    const [input, output] = [node.inputs[0]!, node.outputs[0]!];
    graph.replaceUses(output, input);
    aliases.set(output.name, input.name);
    removed.add(node);
  }
  if (removed.size > 0) graph.remove(removed);
  return removed.size > 0;
}

const keepsShape = (node: Node): boolean => {
  const [before, after] = [node.inputs[0]!.shape, node.outputs[0]!.shape];
  return before !== null && JSON.stringify(before) === JSON.stringify(after);
};
const hasOneInput = (node: Node): boolean => node.inputs.length === 1;
const isUnread = (graphValue: Value | undefined): boolean => (graphValue?.users.size ?? 0) === 0;

/** When an operation changes nothing. */
const noOps: Readonly<Record<string, (node: Node) => boolean>> = {
  Identity: () => true,
  Dropout: (node) => isInference(node) && isUnread(node.outputs[1]),
  Cast: ({ inputs, outputs }) => inputs[0]!.type !== null && inputs[0]!.type === outputs[0]!.type,
  Pad: (node) => addsNothing(node),
  Reshape: keepsShape,
  Flatten: keepsShape,
  Squeeze: keepsShape,
  Expand: keepsShape,
  Concat: hasOneInput,
  Sum: hasOneInput,
  Max: hasOneInput,
  Min: hasOneInput,
  Mean: hasOneInput,
};

function isInference(node: Node): boolean {
  const training = node.input(2);
  return training === null || training.constant?.bytes[0] === 0;
}

const addsNothing = (node: Node): boolean =>
  constantIntegers(node.input(1))?.every((count) => count === 0) ?? false;
