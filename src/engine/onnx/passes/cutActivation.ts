import type { ModelFacts } from '../../engine.ts';
import type { Graph, Node, Value } from '../ir/graph.ts';

type RemovedActivation = ModelFacts['removedActivation'];

const activations: Readonly<Record<string, NonNullable<RemovedActivation>>> = {
  Softmax: 'softmax',
  LogSoftmax: 'logsoftmax',
  Sigmoid: 'sigmoid',
};
const reshaping: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/** Removes a softmax or sigmoid that ends the graph, also in front of mere reshaping, so that the output is raw scores. */
export function cutActivation(graph: Graph): RemovedActivation {
  const last = lastComputation(graph.outputs[0]!);
  const kind = last === null ? undefined : activations[last.opType];
  if (last === null || kind === undefined || !runsOverClasses(last)) return null;
  const raw = last.inputs[0]!;
  graph.replaceUses(last.outputs[0]!, raw);
  graph.remove(new Set([last]));
  return kind;
}

function lastComputation(output: Value): Node | null {
  let { producer } = output;
  while (producer !== null && reshaping.has(producer.opType)) producer = producer.inputs[0]?.producer ?? null;
  return producer;
}

/** Over the only axis that holds classes: [n, K], or [n, K, 1, 1]. A sigmoid has no axis. */
function runsOverClasses(node: Node): boolean {
  const shape = node.inputs[0]?.shape ?? null;
  if (node.opType === 'Sigmoid') return true;
  if (shape === null) return false;
  const axis = node.int('axis', -1);
  const over = axis < 0 ? axis + shape.length : axis;
  return shape.every((dim, index) => index === 0 || index === over || dim === 1);
}
