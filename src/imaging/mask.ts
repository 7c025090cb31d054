/** Masks as ground truth: PNGs whose pixels are the object wherever they are not zero, taken the way of their photograph. Pure but for sharp. */
import type { Size } from '../config/modelCard.ts';
import { CamlineError, messageOf } from '../errors.ts';
import type { RgbImage } from './decode.ts';
import type { Placed } from './networkBox.ts';
import { resize } from './resample/resize.ts';
import { sharp } from './sharp.ts';
import { formatOf } from './signature.ts';

/**
 * A mask as a picture of two colours: white inside of the object, black outside. Grey, colours, palettes, 1 to 16 bits: numbers of
 * instances or classes are inside from 1 on, however deep the file is; of a palette what is not black; transparency says nothing.
 *
 * Throws MASK_INVALID for what is no PNG, damaged, or not as large as its photograph, which is decoded already: no mask is larger
 * than a run's photographs may be.
 *
 * @param photo the photograph's size as it is decoded
 */
export async function decodeMask(bytes: Uint8Array, photo: Size): Promise<RgbImage> {
  const found =
    bytes.length === 0 ? 'a file of zero bytes' : (formatOf(bytes)?.format ?? 'an unknown format');
  if (found !== 'PNG') throw invalid(`Expected a PNG as a mask, received ${found}.`);
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (width !== photo.width || height !== photo.height) {
      throw invalid(
        `Expected a mask of ${photo.width}x${photo.height} pixels, as its photograph has, received ${width}x${height}.`,
      );
    }
    return { data: insideOf(await depths(bytes), width * height), width, height };
  } catch (cause) {
    if (cause instanceof CamlineError) throw cause;
    throw invalid(`Cannot decode the PNG of the mask: ${messageOf(cause).trim().split('\n')[0]}.`, cause);
  }
}

const invalid = (message: string, cause?: unknown): CamlineError =>
  new CamlineError('MASK_INVALID', message, { cause });

/** 16 bits a value, so that the instance 1 of 65 535 is not rounded away: [height, width, 1 or 3]. */
async function depths(bytes: Uint8Array): Promise<Uint16Array> {
  const data = await sharp(bytes, { limitInputPixels: false, ignoreIcc: true })
    .pipelineColourspace('rgb16')
    .removeAlpha()
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer();
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

function insideOf(values: Uint16Array, pixels: number): Uint8Array {
  const channels = values.length / pixels;
  const data = new Uint8Array(3 * pixels);
  for (let at = 0; at < values.length; at++) {
    const pixel = Math.floor(at / channels);
    if (values[at] !== 0) data.fill(255, 3 * pixel, 3 * pixel + 3);
  }
  return data;
}

/** What the network sees of a mask, [rows * columns], 1 inside: resized as PIL's NEAREST does, then cropped. */
export function networkMask(mask: RgbImage, { transform }: Pick<Placed, 'transform'>): Uint8Array {
  const { resizedWidth, resizedHeight, cropLeft, cropTop, cropWidth, cropHeight } = transform;
  const region = { left: cropLeft, top: cropTop, width: cropWidth, height: cropHeight };
  const { data } = resize(mask, { width: resizedWidth, height: resizedHeight }, region, 'nearest');
  return Uint8Array.from({ length: cropWidth * cropHeight }, (_, pixel) => (data[3 * pixel] === 0 ? 0 : 1));
}
