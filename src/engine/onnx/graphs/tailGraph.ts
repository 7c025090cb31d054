import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import type { Cut } from './cut.ts';

export interface TailGraph {
  readonly graph: Graph;
  /** From the tensors of the frontier, the layer's among them, to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** [n, K] */
  readonly logits: Value;
}

/** Frontier to logits, as the network has it. */
export function tailGraph(cut: Cut): TailGraph {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  const frontier = new Map(cut.frontier.map((value) => [value, addInput(graph, value, mapping)]));
  copyNodes(graph, cut.tail, mapping);
  const logits = mapping.get(cut.logits)!;
  graph.outputs = [logits];
  return { graph, frontier, logits };
}
