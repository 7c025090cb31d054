import { spearman } from '../../metrics/comparison/spearman.ts';
import { resizeMaps } from '../../tensor/resize.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** Rank correlation of two maps [h, w]; the smaller one is brought to the size of the larger. Null where one is constant. */
export function likeness(left: Tensor, right: Tensor): number | null {
  const [rows, columns] = left.data.length >= right.data.length ? left.shape : right.shape;
  const sized = (map: Tensor): Float32Array =>
    map.shape[0] === rows && map.shape[1] === columns
      ? map.data
      : resizeMaps({ data: map.data, shape: [1, ...map.shape] }, rows!, columns!).data;
  return spearman(sized(left), sized(right));
}
