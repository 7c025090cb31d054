/** The picture of one map, in the look that its kind is known by. */
import type { ModelCard } from '../config/modelCard.ts';
import type { RgbImage } from './decode.ts';
import { heatmapBytes } from './heatmapBytes.ts';
import { overlay } from './overlay.ts';
import { signedPicture } from './signedPicture.ts';

/**
 * 'overlay': heat over the photograph. 'magnitude': grey, as strong as the pixel counts, for fine maps that colours would
 * only make restless. 'signed': the values' own colours on middle grey.
 */
export type Look = 'overlay' | 'magnitude' | 'signed';

export interface PicturedMap {
  /** [H * W] in 0..1 */
  readonly map: Float32Array;
  /** Signed, [C * H * W]; null where the map is all there is. */
  readonly values: Float32Array | null;
}

/**
 * @param crop what the network saw, as large as the map
 * @param channels order of the colours in `values`
 */
export function mapPicture(
  look: Look,
  { map, values }: PicturedMap,
  crop: RgbImage,
  channels: ModelCard['channels'],
): RgbImage {
  if (look === 'signed' && values !== null) return signedPicture(values, crop, channels);
  return look === 'overlay' ? overlay(map, crop) : greyPicture(map, crop);
}

function greyPicture(map: Float32Array, { width, height }: RgbImage): RgbImage {
  const data = new Uint8Array(3 * map.length);
  heatmapBytes(map).forEach((byte, pixel) => data.fill(byte, 3 * pixel, 3 * pixel + 3));
  return { data, width, height };
}
