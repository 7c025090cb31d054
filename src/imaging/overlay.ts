/**
 * Heatmap over photograph, as practitioners know it from pytorch-grad-cam's `show_cam_on_image`: colours mixed half and
 * half, then divided by the picture's maximum. Rounded to float32 after each step, so that the bytes are equal too.
 */
import { colourMap, type ColourMapName } from './colourMap.ts';
import type { RgbImage } from './decode.ts';
import { heatmapBytes } from './heatmapBytes.ts';

const { fround } = Math;

export interface OverlayOptions {
  readonly colours: ColourMapName;
  /** Share of the photograph in the mix, 0..1. */
  readonly imageWeight: number;
}

const overlayDefaults = { colours: 'jet', imageWeight: 0.5 } as const satisfies OverlayOptions;

/**
 * @param heatmap finished map [H, W] in 0..1, at the size of `crop`
 * @returns picture of the same size
 */
export function overlay(
  heatmap: Float32Array,
  crop: RgbImage,
  { colours, imageWeight }: OverlayOptions = overlayDefaults,
): RgbImage {
  const heat = heatmapBytes(heatmap);
  const heatShare = shares(colourMap(colours), 1 - imageWeight);
  const imageShare = shares(everyByte, imageWeight);
  const picture = new Uint8Array(crop.data.buffer, crop.data.byteOffset, crop.data.length);
  const mixed = new Float32Array(picture.length);
  let maximum = 0;
  for (let pixel = 0, at = 0; pixel < heat.length; pixel++) {
    const from = heat[pixel]! * 3;
    for (let colour = 0; colour < 3; colour++, at++) {
      const value = fround(heatShare[from + colour]! + imageShare[picture[at]!]!);
      mixed[at] = value;
      if (value > maximum) maximum = value;
    }
  }
  return { data: toBytes(mixed, maximum), width: crop.width, height: crop.height };
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** weight * byte / 255 of each byte. */
const shares = (bytes: Uint8Array, weight: number): Float32Array =>
  Float32Array.from(bytes, (byte) => fround(weight) * fround(byte / 255));

/** 255 * mixed / maximum, cut down to a whole number. A black picture stays black. */
function toBytes(mixed: Float32Array, maximum: number): Uint8Array {
  const bytes = new Uint8Array(mixed.length);
  if (maximum === 0) return bytes;
  for (let index = 0; index < mixed.length; index++) {
    bytes[index] = fround(255 * fround(mixed[index]! / maximum));
  }
  return bytes;
}
