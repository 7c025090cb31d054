import { item, type Tensor } from '../tensor/tensor.ts';
import { classSizes } from './classSizes.ts';

/** Of the largest value: what float32 leaves of a difference that is none. */
const rounding = 1e-6;

/** "are all 0" or "are the same for every image", of scores [n, K]; null where there is something to compare. */
export function samenessOf(scores: Tensor): string | null {
  if (scores.data.every((value) => value === 0)) return 'are all 0';
  const first = item(scores, 0);
  return scores.shape[0]! > 1 && isSame(scores, first) ? 'are the same for every image' : null;
}

/** Whether each row of [m, K] is `row` [K], up to rounding: of a class's own score, which one masked by -1e9 has no part in. */
export function isSame(rows: Tensor, row: Tensor): boolean {
  const sizes = classSizes(row.data, row.data.length);
  return rows.data.every((value, index) => {
    const at = index % sizes.length;
    return Math.abs(value - row.data[at]!) <= rounding * sizes[at]!;
  });
}
