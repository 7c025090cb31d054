import { shapeOf } from '../grad/dims.ts';
import { ruleOf as plainRuleOf, type RuleLookup } from '../grad/gradRules.ts';
import { emitGradient } from '../grad/walker.ts';
import { Graph, type Value } from '../ir/graph.ts';
import { addInput, copyNodes, type Mapping } from './copy.ts';
import type { Cut } from './cut.ts';
import { takeAsInput, valuesToKeep } from './keep.ts';
import { newInput } from './newInput.ts';
import { prune } from './prune.ts';

export interface BackwardGraph {
  readonly graph: Graph;
  /** From the tensors of the model that the gradient needs to the inputs that stand for them. */
  readonly frontier: ReadonlyMap<Value, Value>;
  /** d(target)/d(logits), [n, K] */
  readonly seed: Value;
  /** G, shape of the layer. */
  readonly gradient: Value;
}

export interface BackwardOptions {
  /** Which rules to go by; default: the derivatives. */
  readonly ruleOf?: RuleLookup;
  /**
   * What of the tail is given, beside the frontier: 'nothing' (default), so that what the gradient needs of it is computed
   * again; 'needed': all of that, unless it is too large.
   */
  readonly given?: 'nothing' | 'needed';
}

/**
 * Frontier and seed to G = d(sum(seed * logits))/dA. Of the tail's own computation only what the gradient needs is kept:
 * nothing at all for average pooling and a linear layer.
 */
export function backwardGraph(
  cut: Cut,
  { ruleOf = plainRuleOf, given = 'nothing' }: BackwardOptions = {},
): BackwardGraph {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  for (const value of cut.frontier) addInput(graph, value, mapping);
  copyNodes(graph, cut.tail, mapping);
  const forward = new Set(graph.nodes);
  const seed = newInput(graph, 'seed', shapeOf(cut.logits));
  const [target, layer] = [mapping.get(cut.logits)!, mapping.get(cut.layer)!];
  const gradient = emitGradient(graph, { target, seed, layer, ruleOf });
  graph.outputs = [gradient];
  prune(graph);
  if (given === 'needed') {
    const copies = new Set(mapping.values());
    for (const value of valuesToKeep(graph, forward, (copy) => copies.has(copy)) ?? [])
      takeAsInput(graph, value);
    prune(graph);
  }
  const inputs = new Set(graph.inputs);
  return { graph, frontier: new Map([...mapping].filter(([, copy]) => inputs.has(copy))), seed, gradient };
}
