/**
 * Guided backpropagation (Springenberg et al. 2015, https://arxiv.org/abs/1412.6806): every rectifier passes a gradient
 * only where its input and the gradient are positive; all other operations go by their derivatives.
 */
import type { Graph, Node, Value } from '../ir/graph.ts';
import { float32Values } from './constants.ts';
import { shapeOf } from './dims.ts';
import type { GradRule } from './gradRule.ts';
import { ruleOf, type RuleLookup } from './gradRules.ts';

/** The derivative of what is positive in dy. */
const guided =
  (derivative: GradRule): GradRule =>
  (dy, node, op) =>
    derivative(op.emit('Relu', [dy], shapeOf(dy)), node, op);

export const guidedRuleOf: RuleLookup = (node) => {
  const rule = ruleOf(node);
  return typeof rule === 'function' && isRectifier(node) ? guided(rule) : rule;
};

/** Whether there is anything to guide. */
export const hasRectifier = (graph: Graph): boolean => graph.nodes.some(isRectifier);

/** Relu, and Clip to 0..6, which is what exporters make of ReLU6. */
const isRectifier = (node: Node): boolean =>
  node.opType === 'Relu' ||
  (node.opType === 'Clip' && scalarOf(node.input(1)) === 0 && scalarOf(node.input(2)) === 6);

function scalarOf(value: Value | null): number | null {
  const constant = value?.constant ?? null;
  return constant?.type === 'float32' ? (float32Values(constant)[0] ?? null) : null;
}
