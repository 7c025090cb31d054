import type { Graph, Node, Value } from './graph.ts';

/** Every node, those of branches behind the one that holds them. */
export const allNodes = (graph: Graph): readonly Node[] =>
  graph.nodes.flatMap((node) => [node, ...node.branches().flatMap(allNodes)]);

/** Every value that something reads or makes, branches included, each once. */
export function allValues(graph: Graph): ReadonlySet<Value> {
  const values = new Set<Value>([...graph.inputs, ...graph.outputs]);
  for (const { inputs, outputs, attributes } of allNodes(graph)) {
    for (const value of [...inputs, ...outputs]) if (value !== null) values.add(value);
    for (const attribute of attributes.values()) {
      if (attribute.kind === 'graph') for (const value of attribute.value.outputs) values.add(value);
    }
  }
  return values;
}

/** Constants that are read, each once, in the order of first use. */
export function constantsOf(graph: Graph): Value[] {
  const read = [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs];
  return [...new Set(read)].filter((value) => value !== null && value.constant !== null) as Value[];
}
