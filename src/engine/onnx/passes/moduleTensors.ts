import type { Graph, Node, Value } from '../ir/graph.ts';

/**
 * For every module path the tensor that leaves it: the last one made inside that something outside reads (or the graph
 * gives out). A module that is called several times stands for its last call.
 *
 * @param graph measured and without dead nodes, so that bookkeeping does not count as a reader
 */
export function moduleTensors(graph: Graph): Map<string, string> {
  const leaving = new Map<string, string>();
  for (const node of graph.nodes) {
    const own = node.scopes.filter((path) => !isFoldedConvolution(node) || path !== node.scopes.at(-1));
    for (const output of node.outputs) {
      for (const path of own) if (leaves(output, path, graph)) leaving.set(path, output.name);
    }
  }
  return leaving;
}

const leaves = (value: Value, path: string, graph: Graph): boolean =>
  graph.outputs.includes(value) || [...value.users].some((user) => !user.scopes.includes(path));

/**
 * The TorchScript exporter folds a batch norm into the convolution before it, under the convolution's name, and gives the
 * new weights names of its own. What comes out is then the batch norm's output, not the convolution's.
 */
const isFoldedConvolution = (node: Node): boolean =>
  node.opType === 'Conv' && /^onnx::Conv_\d+$/.test(node.input(1)?.name ?? '');
