/**
 * Reverse-mode differentiation: walks a graph from a target back to one value and emits the gradient's nodes behind it.
 * Only nodes on a path between the two are visited.
 */
import { CamlineError } from '../../../errors.ts';
import type { ElementType, Graph, Node, Value } from '../ir/graph.ts';
import { shapeOf } from './dims.ts';
import type { InputGradient } from './gradRule.ts';
import { ruleOf as plainRuleOf, type RuleLookup } from './gradRules.ts';
import { missingInput, missingRule, noGradient } from './missing.ts';
import { OpBuilder } from './opBuilder.ts';
import { unbroadcast } from './unbroadcast.ts';

export interface GradientRequest {
  /** What is differentiated, e.g. the logits [n, K]. */
  readonly target: Value;
  /** d(sum)/d(target), shape of the target. */
  readonly seed: Value;
  /** With respect to what. */
  readonly layer: Value;
  /** Which rules to go by; default: the derivatives. */
  readonly ruleOf?: RuleLookup;
}

/**
 * d(sum(seed * target))/d(layer), shape of the layer, emitted into `graph`.
 * Throws GRADIENT_MISSING where an operation on a path has no rule, LAYER_UNUSABLE where no path carries a gradient.
 */
export function emitGradient(graph: Graph, request: GradientRequest): Value {
  const gradient = emitGradients(graph, request).get(request.layer);
  if (gradient === undefined) throw noGradient(request.target, request.layer);
  return gradient;
}

/**
 * The same for the layer and every value on a path from it to the target. What carries no gradient is absent; that may be
 * the layer itself.
 */
export function emitGradients(
  graph: Graph,
  { target, seed, layer, ruleOf = plainRuleOf }: GradientRequest,
): ReadonlyMap<Value, Value> {
  const dependent = dependentValues(graph, layer, ruleOf);
  const sums = new GradientSums();
  sums.add(target, seed, new OpBuilder(graph, 'grad'));
  for (const node of graph.nodes.toReversed()) {
    const dys = node.outputs.map((output) => (dependent.has(output) ? sums.of(output) : null));
    if (dys.some((dy) => dy !== null))
      sendBack(node, dys, { dependent, sums, layer, ruleOf, op: new OpBuilder(graph, `grad/${node.name}`) });
  }
  return sums.all;
}

/** One per output; null where none arrived. */
type Gradients = readonly (Value | null)[];

interface Walk {
  readonly dependent: ReadonlySet<Value>;
  readonly sums: GradientSums;
  readonly layer: Value;
  readonly ruleOf: RuleLookup;
  readonly op: OpBuilder;
}

/** Gives each input of `node` that depends on the layer its part of what arrived at the node's outputs. */
function sendBack(node: Node, dys: Gradients, walk: Walk): void {
  const { dependent, sums, layer, op } = walk;
  const thunks = inputGradients(node, dys, walk);
  node.inputs.forEach((input, index) => {
    if (input === null || !dependent.has(input)) return;
    const thunk = thunks[index] ?? null;
    if (thunk === null) throw missingInput(node, index, layer.name);
    sums.add(input, unbroadcast(thunk(), shapeOf(input), op), op);
  });
}

/** By the node's rule, which must know of every output that a gradient arrived at. */
function inputGradients(
  node: Node,
  dys: Gradients,
  { layer, ruleOf, op }: Walk,
): readonly (InputGradient | null)[] {
  const rule = ruleOf(node);
  // Outputs of zero rules depend on nothing, so that the walk never asks for one.
  if (rule === 'zero')
    throw new CamlineError('INTERNAL', `The walk reached ${node.opType}, whose gradient is zero.`);
  if (typeof rule === 'object') return rule.ofAll(dys, node, op);
  const [dy = null, ...others] = dys;
  if (rule === 'missing' || dy === null || others.some((other) => other !== null))
    throw missingRule(node, layer.name);
  return rule(dy, node, op);
}

const floatTypes: ReadonlySet<ElementType | null> = new Set([
  'float32',
  'float64',
  'float16',
  'bfloat16',
  null,
]);

/** Operations whose integers stand for numbers that are differentiated. */
const quantisers: ReadonlySet<string> = new Set(['QuantizeLinear']);

/** Values that change with `layer` in a differentiable way: what a zero rule yields does not, nor do other integers. */
function dependentValues(graph: Graph, layer: Value, ruleOf: RuleLookup): ReadonlySet<Value> {
  const dependent = new Set([layer]);
  for (const node of graph.nodes) {
    if (ruleOf(node) === 'zero' || !node.inputs.some((input) => input !== null && dependent.has(input)))
      continue;
    for (const output of node.outputs)
      if (floatTypes.has(output.type) || quantisers.has(node.opType)) dependent.add(output);
  }
  return dependent;
}

/** Gradients that have arrived so far; a value that is read several times gets the sum. */
class GradientSums {
  private readonly sums = new Map<Value, Value>();

  get all(): ReadonlyMap<Value, Value> {
    return this.sums;
  }

  add(value: Value, gradient: Value, op: OpBuilder): void {
    const before = this.sums.get(value);
    this.sums.set(value, before === undefined ? gradient : op.add(before, gradient));
  }

  of(value: Value): Value | null {
    return this.sums.get(value) ?? null;
  }
}
