import { resizeMaps } from './resize.ts';
import type { Tensor } from './tensor.ts';

/** The mean of maps that come one by one, each cell by itself; added up in float64. */
export class MapMean {
  #count = 0;
  #shape: readonly number[] = [0, 0];
  #sums = new Float64Array(0);

  get count(): number {
    return this.#count;
  }

  /** @param map [h, w]; one of another size than the first is brought to that */
  add(map: Tensor): void {
    if (this.#count === 0) {
      this.#shape = map.shape;
      this.#sums = new Float64Array(map.data.length);
    }
    const { data } = sized(map, this.#shape);
    for (let cell = 0; cell < this.#sums.length; cell++) this.#sums[cell]! += data[cell]!;
    this.#count++;
  }

  /** [h, w]; undefined of none. */
  finish(): Tensor | undefined {
    if (this.#count === 0) return undefined;
    return { data: Float32Array.from(this.#sums, (sum) => sum / this.#count), shape: this.#shape };
  }
}

/** Of maps [h, w]; undefined of none. */
export function meanOf(maps: readonly Tensor[]): Tensor | undefined {
  const mean = new MapMean();
  for (const map of maps) mean.add(map);
  return mean.finish();
}

function sized(map: Tensor, [rows = 0, columns = 0]: readonly number[]): Tensor {
  const [h, w] = map.shape;
  if (h === rows && w === columns) return map;
  return resizeMaps({ data: map.data, shape: [1, ...map.shape] }, rows, columns);
}
