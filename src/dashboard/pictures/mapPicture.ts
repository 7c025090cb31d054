/** Maps as pictures in colours. Pure. */
import type { Size } from '../../config/modelCard.ts';
import { colourMap, type ColourMapName } from '../../imaging/colourMap.ts';
import type { RgbImage } from '../../imaging/decode.ts';
import { heatmapBytes } from '../../imaging/heatmapBytes.ts';
import { resizeAndScaleMaps } from '../../tensor/resize.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** A map [h, w] of any values at the size that the network sees, scaled to 0..1 as finished maps are. */
export function mapPicture(map: Tensor, { width, height }: Size, name: ColourMapName): RgbImage {
  const { data } = resizeAndScaleMaps({ data: map.data, shape: [1, ...map.shape] }, height, width);
  return heatPicture(heatmapBytes(data), { width, height }, name);
}

/** @param bytes 0..255, row by row */
export function heatPicture(bytes: Uint8Array, { width, height }: Size, name: ColourMapName): RgbImage {
  const colours = colourMap(name);
  const data = new Uint8Array(bytes.length * 3);
  bytes.forEach((byte, pixel) => data.set(colours.subarray(3 * byte, 3 * byte + 3), 3 * pixel));
  return { data, width, height };
}
