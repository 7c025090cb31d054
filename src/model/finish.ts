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

/** Each turns the first layer's maps, a copy, into what the next layers make of it. */
const fusions: Readonly<Record<LayerMethod['fusion'], (out: Tensor, others: readonly Tensor[]) => void>> = {
  mean: ({ data }, others) => {
    // The reference takes max(., 0) here, of maps that `finishLayer` left without a negative value.
    for (const { data: next } of others)
      for (let index = 0; index < data.length; index++) data[index]! += next[index]!;
    const count = others.length + 1;
    if (count > 1) for (let index = 0; index < data.length; index++) data[index]! /= count;
  },
  product: (out, others) => {
    scaleRows(out);
    for (const { data, shape } of others) {
      const next = { data: data.slice(), shape };
      scaleRows(next);
      for (let index = 0; index < data.length; index++) out.data[index]! *= next.data[index]!;
    }
  },
};

/**
 * The layers' finished maps as one: their mean, or the product of what each would be alone; scaled once more without a
 * resize. Done for one layer too, as the reference does: a resized map does not reach 1. A single layer's maps become the
 * result; those of several stay as they are.
 */
export function fuseLayers(layers: readonly FinishedLayer[], fusion: LayerMethod['fusion']): Tensor {
  const [first, ...others] = layers.map((layer) => layer.maps);
  const fused = others.length === 0 ? first! : { data: first!.data.slice(), shape: first!.shape };
  fusions[fusion](fused, others);
  scaleRows(fused);
  return fused;
}

/** Each map [H, W] of [rows, H, W] scaled by its own extremes, in place. */
function scaleRows(maps: Tensor): void {
  for (let row = 0; row < (maps.shape[0] ?? 0); row++) scale(slice(maps, row, row + 1).data);
}
