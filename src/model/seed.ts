/** d(target)/d(logits) of a whole batch. */
import type { TargetRule } from '../methods/method.ts';
import { item, zeros, type Tensor } from '../tensor/tensor.ts';
import type { NumberedRow } from './classSlots.ts';
import { targetSeeds } from './target.ts';

/** [n, K]: each row's seed at its image, zeros for images without a row. */
export function seedOf(logits: Tensor, rows: readonly NumberedRow[], target: TargetRule): Tensor {
  const seed = zeros(logits.shape);
  const classCount = logits.shape[1] ?? 0;
  for (const { row } of rows) {
    seed.data.set(targetSeeds[target](item(logits, row.image).data, row.class), row.image * classCount);
  }
  return seed;
}
