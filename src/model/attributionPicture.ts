import type { Tensor } from '../tensor/tensor.ts';

const brightest = 0.99;

/**
 * An attribution as a map in 0..1: sum of absolute values over colours, clipped at the 99th percentile (of positions,
 * linear between ranks), divided by it. All zeros for an attribution of zeros; where fewer than one position in a hundred
 * has any, by the maximum instead. One value a position is shown from its smallest on: scores of masked images (RISE)
 * stand on a pedestal that says nothing of where. The values themselves stay as the formula gives them.
 *
 * @param values [C, H, W]
 * @returns [H * W]
 */
export function attributionPicture({ data, shape }: Tensor): Float32Array {
  const [, rows = 0, columns = 0] = shape;
  const sum = new Float32Array(rows * columns);
  for (let index = 0; index < data.length; index++) sum[index % sum.length]! += Math.abs(data[index]!);
  if (data.length === sum.length) subtractMinimum(sum);
  const sorted = sum.toSorted();
  const limit = percentile(sorted, brightest) || sorted.at(-1)!;
  return limit > 0 ? sum.map((value) => Math.min(value / limit, 1)) : sum;
}

function subtractMinimum(values: Float32Array): void {
  const minimum = values.reduce((least, value) => Math.min(least, value), Infinity);
  for (let index = 0; index < values.length; index++) values[index]! -= minimum;
}

function percentile(sorted: Float32Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (rank - low);
}
