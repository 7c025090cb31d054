import type { Graph, Node, Value } from '../ir/graph.ts';

/** Removes nodes that lead to no output. */
export function removeDead(graph: Graph): boolean {
  const needed = new Set<Value>(graph.outputs);
  const dead = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) dead.add(node);
    else for (const input of node.inputs) if (input !== null) needed.add(input);
  }
  if (dead.size > 0) graph.remove(dead);
  return dead.size > 0;
}
