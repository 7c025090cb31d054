/** From a raw map to the finished one: relu, scale, resize, fuse. The order decides the numbers; see each function. */
import type { LayerMethod } from '../methods/method.ts';
import { resizeAndScaleMaps, resizeMaps } from '../tensor/resize.ts';
import { range, scale } from '../tensor/scale.ts';
import { slice, type Tensor } from '../tensor/tensor.ts';

export function relu(map: Float32Array): void {
  for (let index = 0; index < map.length; index++) if (!(map[index]! > 0)) map[index] = 0;
}

export interface FinishedLayer {
  /** Scaled to 0..1, [rows, h, w]. */
  readonly layerMaps: Tensor;
  /** Rows and columns that they are resized to. */
  readonly size: readonly [rows: number, columns: number];
  readonly rawRange: readonly (readonly [number, number])[];
}

/** relu and scale, before the resize to `rows` x `columns`: a resized map has another maximum. `raw` [rows, h, w] is changed in place. */
export function finishLayer(raw: Tensor, rows: number, columns: number): FinishedLayer {
  const count = raw.shape[0] ?? 0;
  const rawRange: (readonly [number, number])[] = [];
  for (let row = 0; row < count; row++) {
    const map = slice(raw, row, row + 1).data;
    rawRange.push(range(map));
    relu(map);
    scale(map);
  }
  return { layerMaps: raw, size: [rows, columns], rawRange };
}

/** Each turns the first layer's resized maps into what the next layers make of them. */
const fusions: Readonly<Record<LayerMethod['fusion'], (out: Tensor, others: readonly Tensor[]) => void>> = {
  mean: ({ data }, others) => {
    // The reference takes max(., 0) here, of maps that `finishLayer` left without a negative value.
    for (const { data: next } of others)
      for (let index = 0; index < data.length; index++) data[index]! += next[index]!;
    const count = others.length + 1;
    for (let index = 0; index < data.length; index++) data[index]! /= count;
  },
  product: (out, others) => {
    scaleRows(out);
    for (const next of others) {
      scaleRows(next);
      for (let index = 0; index < out.data.length; index++) out.data[index]! *= next.data[index]!;
    }
  },
};

/**
 * The layers' maps as one: each resized (bilinear, half-pixel centres), their mean, or the product of what each would be alone;
 * scaled once more without a resize. Done for one layer too, as the reference does: a resized map does not reach 1.
 */
export function fuseLayers(layers: readonly FinishedLayer[], fusion: LayerMethod['fusion']): Tensor {
  const [only] = layers;
  if (layers.length === 1) return resizeAndScaleMaps(only!.layerMaps, ...only!.size);
  const [fused, ...others] = layers.map(({ layerMaps, size }) => resizeMaps(layerMaps, ...size));
  fusions[fusion](fused!, others);
  scaleRows(fused!);
  return fused!;
}

/** Each map [H, W] of [rows, H, W] scaled by its own extremes, in place. */
function scaleRows(maps: Tensor): void {
  for (let row = 0; row < (maps.shape[0] ?? 0); row++) scale(slice(maps, row, row + 1).data);
}
