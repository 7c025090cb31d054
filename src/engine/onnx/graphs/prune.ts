import type { Graph, Node, Value } from '../ir/graph.ts';

/** Removes nodes that lead to no output, and inputs that nothing reads any more. */
export function prune(graph: Graph): void {
  const needed = ancestors(graph, graph.outputs);
  graph.remove(new Set(graph.nodes.filter((node) => !needed.has(node))));
  const kept = graph.inputs.filter((input) => input.users.size > 0 || graph.outputs.includes(input));
  graph.inputs.splice(0, graph.inputs.length, ...kept);
}

/** Nodes that `values` are computed from; linear in nodes. */
export function ancestors(graph: Graph, values: Iterable<Value>): ReadonlySet<Node> {
  const wanted = new Set(values);
  const found = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue;
    found.add(node);
    for (const input of node.inputs) if (input !== null) wanted.add(input);
  }
  return found;
}
