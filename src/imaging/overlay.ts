/**
 * Heatmap over photograph, as practitioners know it from pytorch-grad-cam's `show_cam_on_image`: colours mixed half and
 * half, then divided by the picture's maximum. Rounded to float32 after each step, so that the bytes are equal too.
 */
import { colourMap, type ColourMapName } from './colourMap.ts';
import type { RgbImage } from './decode.ts';
import { heatmapBytes } from './heatmapBytes.ts';
import { plainMix, type Mix } from './mix/plainMix.ts';
import { simdMix } from './mix/simdMix.ts';

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
  mix: Mix = simdMix ?? plainMix,
): RgbImage {
  const data = mix(heatmapBytes(heatmap), crop.data, colourMap(colours), imageWeight);
  return { data, width: crop.width, height: crop.height };
}
