import type { Graph, Node, Value } from '../ir/graph.ts';

/**
 * Old exporters list five outputs of batch normalisation, and a mask of dropout, where only training needs them. With all
 * of them there, ONNX Runtime takes the network for one that is being trained.
 */
export function dropTrainingOutputs(graph: Graph): boolean {
  let changed = false;
  for (const node of graph.nodes) {
    if (!listsForTraining(node) || !isUnread(node, graph)) continue;
    for (const output of node.outputs.splice(1)) output.producer = null;
    changed = true;
  }
  return changed;
}

const trains: ReadonlySet<string> = new Set(['BatchNormalization', 'Dropout']);

/** In training mode itself ONNX Runtime needs all of them. */
const listsForTraining = (node: Node): boolean =>
  trains.has(node.opType) && node.outputs.length > 1 && node.int('training_mode', 0) === 0;

const isUnread = ({ outputs }: Node, graph: Graph): boolean =>
  outputs.slice(1).every((output: Value) => output.users.size === 0 && !graph.outputs.includes(output));
