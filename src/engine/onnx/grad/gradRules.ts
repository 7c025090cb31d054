/** Gradient rules of all operations; an operation that is not here has none, which is an error where it is needed. */
import type { Node } from '../ir/graph.ts';
import type { GradRule, GradRules } from './gradRule.ts';
import { activationRules } from './rules/activations.ts';
import { convRules } from './rules/conv.ts';
import { elementwiseRules } from './rules/elementwise.ts';
import { matmulRules } from './rules/matmul.ts';
import { normalizationRules } from './rules/normalization.ts';
import { poolingRules } from './rules/pooling.ts';
import { reduceRules } from './rules/reduce.ts';
import { shapeRules } from './rules/shape.ts';

export const gradRules: GradRules = {
  ...elementwiseRules,
  ...activationRules,
  ...convRules,
  ...poolingRules,
  ...shapeRules,
  ...matmulRules,
  ...reduceRules,
  ...normalizationRules,
};

/** By which rule a node sends gradients back. */
export type RuleLookup = (node: Node) => GradRule | 'zero' | 'missing';

/** Rules are those of the standard operator set; another domain's operation of the same name is another operation. */
export const ruleOf: RuleLookup = (node) => {
  const standard = node.domain === '' || node.domain === 'ai.onnx';
  return (
    (standard && Object.hasOwn(gradRules, node.opType) ? gradRules[node.opType] : undefined) ?? 'missing'
  );
};
