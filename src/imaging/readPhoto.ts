import { readFile } from 'node:fs/promises';
import { runDefaults } from '../config/defaults.ts';
import type { ModelCard } from '../config/modelCard.ts';
import { CamlineError, messageOf } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { decodeImage, type RgbImage } from './decode.ts';
import { preprocess, type Preprocessed } from './preprocess.ts';

export interface Photo extends Preprocessed {
  /** A batch of one, [1, 3, H, W]: what `explain` takes. */
  readonly input: Tensor;
  /** The whole photograph as it is decoded. */
  readonly photo: RgbImage;
}

/**
 * A photograph as the network wants it, under the limits of a run that asks for none.
 *
 * Throws SOURCE_NOT_FOUND where there is no such file, and what decoding throws (IMAGE_CORRUPT and the like).
 */
export const readPhoto = async (path: string, card: ModelCard): Promise<Photo> =>
  preparePhoto(await readPhotoFile(path), card);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder (for a folder of photographs: camline run)',
  EACCES: 'permission denied',
};

/** Throws SOURCE_NOT_FOUND, or SOURCE_UNREADABLE where it may not be read. */
export async function readPhotoFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const reason = reasons[errno] ?? messageOf(cause);
    const code = errno === 'EACCES' ? 'SOURCE_UNREADABLE' : 'SOURCE_NOT_FOUND';
    throw new CamlineError(code, `Cannot read the photograph ${path}: ${reason}.`, { cause });
  }
}

export async function preparePhoto(bytes: Uint8Array, card: ModelCard): Promise<Photo> {
  const photo = await decodeImage(bytes, { ...runDefaults, exifOrientation: card.exifOrientation });
  const prepared = preprocess(photo, card);
  const { data, shape } = prepared.tensor;
  return { ...prepared, input: { data, shape: [1, ...shape] }, photo };
}
