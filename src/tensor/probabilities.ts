import { softmax } from './softmax.ts';
import type { Tensor } from './tensor.ts';

/**
 * What makes probabilities of logits: one class of all, or each class by itself (several labels an image, or yes and no).
 * 'share' of their sum where they are probabilities already, in 0 … 1 or in percent.
 */
export type ProbabilityRule = 'softmax' | 'sigmoid' | 'share';

const rules: Readonly<Record<ProbabilityRule, (logits: Float32Array) => Float32Array>> = {
  softmax,
  share: (logits) => {
    const sum = logits.reduce((all, p) => all + p, 0);
    return logits.map((p) => p / sum);
  },
  sigmoid: (logits) => logits.map((z) => 1 / (1 + Math.exp(-z))),
};

/** Of one image, [K]. */
export const probabilities = (logits: Float32Array, rule: ProbabilityRule): Float32Array =>
  rules[rule](logits);

/** [n, K] */
export function probabilityRows({ data, shape }: Tensor, rule: ProbabilityRule): Tensor {
  const classCount = shape[1] ?? 0;
  const rows = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += classCount)
    rows.set(probabilities(data.subarray(start, start + classCount), rule), start);
  return { data: rows, shape };
}
