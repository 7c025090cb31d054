/** Normalisations, in inference form: statistics are constants. */
import { shapeOf } from '../dims.ts';
import { inputOf, type GradRules } from '../gradRule.ts';

export const normalizationRules: GradRules = {
  /** y = scale (x - mean) / sqrt(variance + epsilon) + bias per channel: dx = dy scale / sqrt(variance + epsilon) */
  BatchNormalization: (dy, node, op) => [
    () => {
      const [scale, variance] = [inputOf(node, 1), inputOf(node, 4)];
      const deviation = op.sqrt(op.add(variance, op.scalar(node.float('epsilon', 1e-5))));
      const channels = shapeOf(scale)[0]!;
      const trailing = shapeOf(dy)
        .slice(2)
        .map(() => 1);
      return op.mul(dy, op.reshape(op.div(scale, deviation), [channels, ...trailing]));
    },
  ],
};
