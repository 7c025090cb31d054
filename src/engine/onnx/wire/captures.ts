/** What the branches of a node read from outside: in the format, names that they use and do not make themselves. */
import type { GraphProto, NodeProto } from 'onnx-buf';

export const subgraphsOf = ({ attribute }: NodeProto): readonly GraphProto[] =>
  attribute.map(({ g }) => g).filter((graph) => graph !== undefined);

/** Each name once, in the order of first use; nested branches included. */
export const capturedBy = (node: NodeProto): readonly string[] => [
  ...new Set(subgraphsOf(node).flatMap(freeNames)),
];

/** Names of everything that a graph's weights and nodes make. */
export const madeIn = (graph: GraphProto): readonly string[] => [
  ...graph.initializer.map(({ name }) => name),
  ...graph.node.flatMap(({ output }) => output),
];

function freeNames(graph: GraphProto): readonly string[] {
  const own = new Set(['', ...madeIn(graph), ...graph.input.map(({ name }) => name)]);
  const read = [
    ...graph.node.flatMap((node) => [...node.input, ...capturedBy(node)]),
    ...graph.output.map(({ name }) => name),
  ];
  return read.filter((name) => !own.has(name));
}
