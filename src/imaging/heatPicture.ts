/** Maps as pictures in colours, without a photograph. Pure. */
import type { Size } from '../config/modelCard.ts';
import { resizeAndScaleMaps } from '../tensor/resize.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { colourMap, type ColourMapName } from './colourMap.ts';
import type { RgbImage } from './decode.ts';
import { heatmapBytes } from './heatmapBytes.ts';

/** A map [h, w] of any values at that size, scaled to 0..1 as finished maps are. */
export function heatOfMap(map: Tensor, { width, height }: Size, name: ColourMapName): RgbImage {
  const { data } = resizeAndScaleMaps({ data: map.data, shape: [1, ...map.shape] }, height, width);
  return heatOfBytes(heatmapBytes(data), { width, height }, name);
}

/** @param bytes 0..255, row by row */
export function heatOfBytes(bytes: Uint8Array, { width, height }: Size, name: ColourMapName): RgbImage {
  const colours = colourMap(name);
  const data = new Uint8Array(bytes.length * 3);
  bytes.forEach((byte, pixel) => data.set(colours.subarray(3 * byte, 3 * byte + 3), 3 * pixel));
  return { data, width, height };
}
