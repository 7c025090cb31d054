/** Gradient rules of all operations; an operation that is not here has none, which is an error where it is needed. */
import type { Node } from '../ir/graph.ts';
import type { AnyRule, GradRules } from './gradRule.ts';
import { activationRules } from './rules/activations.ts';
import { columnRules } from './rules/columns.ts';
import { convRules } from './rules/conv.ts';
import { einsumRules } from './rules/einsum.ts';
import { elementwiseRules } from './rules/elementwise.ts';
import { extremeRules } from './rules/extremes.ts';
import { localResponseRules } from './rules/localResponse.ts';
import { matmulRules } from './rules/matmul.ts';
import { maxPoolingRules } from './rules/maxPooling.ts';
import { normalizationRules } from './rules/normalization.ts';
import { normRules } from './rules/norms.ts';
import { poolingRules } from './rules/pooling.ts';
import { quantisationRules } from './rules/quantisation.ts';
import { recurrentRules } from './rules/recurrent.ts';
import { reduceRules } from './rules/reduce.ts';
import { resizeRules } from './rules/resize.ts';
import { scatterRules } from './rules/scatter.ts';
import { selectionRules } from './rules/selection.ts';
import { shapeRules } from './rules/shape.ts';
import { smoothActivationRules } from './rules/smoothActivations.ts';
import { softmaxRules } from './rules/softmax.ts';

export const gradRules: GradRules = {
  ...elementwiseRules,
  ...extremeRules,
  ...activationRules,
  ...smoothActivationRules,
  ...softmaxRules,
  ...convRules,
  ...columnRules,
  ...poolingRules,
  ...maxPoolingRules,
  ...shapeRules,
  ...selectionRules,
  ...scatterRules,
  ...resizeRules,
  ...matmulRules,
  ...einsumRules,
  ...reduceRules,
  ...recurrentRules,
  ...normRules,
  ...normalizationRules,
  ...localResponseRules,
  ...quantisationRules,
};

/** By which rule a node sends gradients back. */
export type RuleLookup = (node: Node) => AnyRule | 'missing';

/** Rules are those of the standard operator set; another domain's operation of the same name is another operation. */
export const ruleOf: RuleLookup = (node) => {
  const standard = node.domain === '' || node.domain === 'ai.onnx';
  return (
    (standard && Object.hasOwn(gradRules, node.opType) ? gradRules[node.opType] : undefined) ?? 'missing'
  );
};
