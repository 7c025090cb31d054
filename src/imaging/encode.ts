/** Pictures to files. Equal pixels give equal bytes: no date, no profile, fixed settings. */
import { CamlineError } from '../errors.ts';
import type { RgbImage } from './decode.ts';
import { greyPng } from './greyPng.ts';
import { heatmapBytes } from './heatmapBytes.ts';
import { sharp } from './sharp.ts';

/** 8-bit grey PNG of a finished map [H, W] in 0..1. */
export async function encodeHeatmapPng(
  heatmap: Float32Array,
  width: number,
  height: number,
): Promise<Uint8Array> {
  if (heatmap.length !== width * height) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Expected ${width * height} values for a heatmap of ${width}x${height}, received ${heatmap.length}.`,
    );
  }
  return greyPng(heatmapBytes(heatmap), width, height);
}

/** 8-bit colours without loss. */
export const encodePicturePng = ({ data, width, height }: RgbImage): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6, adaptiveFiltering: false, palette: false })
    .toBuffer();

/**
 * JPEG with full colour resolution: a colour map's edges must not smear. Its Huffman tables are the standard's: those made for
 * the picture would save a twentieth of the file and take two thirds more time.
 */
export const encodeOverlayJpeg = (picture: RgbImage, quality = 90): Promise<Uint8Array> =>
  sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false })
    .toBuffer();

/** A smaller JPEG for pages: at most `mostPixels` on the longer side, never enlarged. */
export const encodeThumbnailJpeg = (picture: RgbImage, mostPixels: number): Promise<Uint8Array> =>
  sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .resize(mostPixels, mostPixels, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4', mozjpeg: false })
    .toBuffer();
