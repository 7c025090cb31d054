import { shapeOf } from '../grad/dims.ts';
import { emitGradient, emitGradients } from '../grad/walker.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import type { Cut } from './cut.ts';
import { newInput } from './newInput.ts';
import { prune } from './prune.ts';

export interface HessianGraph {
  readonly graph: Graph;
  /** From those tensors of the frontier that the product needs to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** d(target)/d(logits), [n, K] */
  readonly seed: Value;
  /** v, shape of the layer. */
  readonly vector: Value;
  /** H v, shape of the layer. */
  readonly product: Value;
}

/**
 * Frontier, seed and v to H v, H = d²(sum(seed * logits))/dA²: the gradient of sum(G * v), by a second walk over the
 * backward graph. Null where the tail is piecewise linear, so that H is zero.
 */
export function hessianGraph(cut: Cut): HessianGraph | null {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  for (const value of cut.frontier) addInput(graph, value, mapping);
  copyNodes(graph, cut.tail, mapping);
  const seed = newInput(graph, 'seed', shapeOf(cut.logits));
  const vector = newInput(graph, 'vector', shapeOf(cut.layer));
  const layer = mapping.get(cut.layer)!;
  const gradient = emitGradient(graph, { target: mapping.get(cut.logits)!, seed, layer });
  const product = emitGradients(graph, { target: gradient, seed: vector, layer }).get(layer);
  if (product === undefined) return null;
  graph.outputs = [product];
  prune(graph);
  const needed = cut.frontier.filter((value) => graph.inputs.includes(mapping.get(value)!));
  const frontier = new Map(needed.map((value) => [value, mapping.get(value)!]));
  return { graph, frontier, seed, vector, product };
}
