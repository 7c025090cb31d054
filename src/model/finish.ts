/** From a raw map to the finished one: relu, scale, resize, fuse. The order decides the numbers; see each function. */
import type { LayerMethod } from '../methods/method.ts';
import { resizeMaps } from '../tensor/resize.ts';
import { range, scale } from '../tensor/scale.ts';
import { slice, type Tensor } from '../tensor/tensor.ts';

export function relu(map: Float32Array): void {
  for (let index = 0; index < map.length; index++) if (!(map[index]! > 0)) map[index] = 0;
}

export interface FinishedLayer {
  /** Scaled to 0..1, [rows, h, w]. */
  readonly layerMaps: Tensor;
  /** The same, resized, [rows, H, W]. */
  readonly maps: Tensor;
  readonly rawRange: readonly (readonly [number, number])[];
}

/**
 * relu, scale, then resize (bilinear, half-pixel centres): scale first, because the resize of a map has another maximum.
 * `raw` [rows, h, w] is changed in place.
 */
export function finishLayer(raw: Tensor, rows: number, columns: number): FinishedLayer {
  const count = raw.shape[0] ?? 0;
  const rawRange: (readonly [number, number])[] = [];
  for (let row = 0; row < count; row++) {
    const map = slice(raw, row, row + 1).data;
    rawRange.push(range(map));
    relu(map);
    scale(map);
  }
  return { layerMaps: raw, maps: resizeMaps(raw, rows, columns), rawRange };
}

const fusions: Readonly<Record<LayerMethod['fusion'], (maps: readonly Tensor[]) => Float32Array>> = {
  mean: (maps) =>
    combined(maps, (values) => values.reduce((sum, value) => sum + Math.max(value, 0), 0) / values.length),
  product: (maps) =>
    combined(maps.map(scaledRows), (values) => values.reduce((product, value) => product * value, 1)),
};

/**
 * The layers' finished maps as one: their mean, or the product of what each would be alone; scaled once more without a
 * resize. Done for one layer too, as the reference does: a resized map does not reach 1.
 */
export function fuseLayers(layers: readonly FinishedLayer[], fusion: LayerMethod['fusion']): Tensor {
  const maps = layers.map((layer) => layer.maps);
  return scaledRows({ data: fusions[fusion](maps), shape: maps[0]!.shape });
}

/** Each map [H, W] of [rows, H, W] scaled by its own extremes, as a copy. */
function scaledRows({ data, shape }: Tensor): Tensor {
  const copy = { data: data.slice(), shape };
  for (let row = 0; row < (shape[0] ?? 0); row++) scale(slice(copy, row, row + 1).data);
  return copy;
}

function combined(maps: readonly Tensor[], combine: (values: Float64Array) => number): Float32Array {
  const values = new Float64Array(maps.length);
  return maps[0]!.data.map((_, index) => {
    for (let layer = 0; layer < maps.length; layer++) values[layer] = maps[layer]!.data[index]!;
    return combine(values);
  });
}
