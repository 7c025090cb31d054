/**
 * Antialiased resize in two passes over 8-bit colours, equal to PIL's `Image.resize` in every byte: filters widened by
 * the scale, weights in fixed point with 22 bits, rounding to 8 bits after each pass, columns before
 * rows (PIL 13 swaps the passes where the height shrinks by twice as many pixels as the width). (libvips' kernels differ from PIL's
 * by up to 14 grey levels on photographs, which moves probabilities by hundredths.)
 *
 * @source https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters
 */
import type { ResizeFilter, Size } from '../../config/modelCard.ts';
import type { RgbImage } from '../decode.ts';
import { plainPasses, type Passes } from './plainPasses.ts';
import { simdPasses } from './simdPasses.ts';
import { tapsOf } from './taps.ts';

/** Part of the resized picture, pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** `region` of `source` resized to `size`; nothing outside the region is computed. */
export function resize(
  source: RgbImage,
  size: Size,
  region: Region,
  filter: ResizeFilter,
  passes: Passes = simdPasses ?? plainPasses,
): RgbImage {
  const columns = tapsOf(source.width, size.width, region.left, region.width, filter);
  const rows = tapsOf(source.height, size.height, region.top, region.height, filter);
  return { data: passes(source, columns, rows), width: region.width, height: region.height };
}
