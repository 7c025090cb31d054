import { shapeOf } from '../grad/dims.ts';
import { ruleOf as plainRuleOf, type RuleLookup } from '../grad/gradRules.ts';
import { emitGradient } from '../grad/walker.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import type { Cut } from './cut.ts';
import { newInput } from './newInput.ts';
import { prune } from './prune.ts';

export interface BackwardGraph {
  readonly graph: Graph;
  /** From those tensors of the frontier that the gradient needs to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** d(target)/d(logits), [n, K] */
  readonly seed: Value;
  /** G, shape of the layer. */
  readonly gradient: Value;
}

/**
 * Frontier and seed to G = d(sum(seed * logits))/dA. Of the tail's own computation only what the gradient needs is kept:
 * nothing at all for average pooling and a linear layer.
 *
 * @param ruleOf which rules to go by; default: the derivatives
 */
export function backwardGraph(cut: Cut, ruleOf: RuleLookup = plainRuleOf): BackwardGraph {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  for (const value of cut.frontier) addInput(graph, value, mapping);
  copyNodes(graph, cut.tail, mapping);
  const seed = newInput(graph, 'seed', shapeOf(cut.logits));
  const [target, layer] = [mapping.get(cut.logits)!, mapping.get(cut.layer)!];
  const gradient = emitGradient(graph, { target, seed, layer, ruleOf });
  graph.outputs = [gradient];
  prune(graph);
  const needed = cut.frontier.filter((value) => graph.inputs.includes(mapping.get(value)!));
  const frontier = new Map(needed.map((value) => [value, mapping.get(value)!]));
  return { graph, frontier, seed, gradient };
}
