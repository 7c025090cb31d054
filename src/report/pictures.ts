/** The pictures of one photograph for page and sheet: what the network saw, and its maps as they lie in the store. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { runDefaults } from '../config/defaults.ts';
import type { RunRequest } from '../config/runRequest.ts';
import { decodeImage, type RgbImage } from '../imaging/decode.ts';
import { preprocess } from '../imaging/preprocess.ts';
import { imageFile, imageFolder } from '../sources/imageFile.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { Explained, OkRecord } from '../storage/record.ts';

/** The overlay's key, else the heatmap's, else nothing was asked for. */
export const pictureKey = ({ overlay, heatmap }: Explained): string | null => overlay ?? heatmap;

/** A stored map's picture, or undefined where it is not there or damaged: a report is written all the same. */
export async function readMapPicture(
  store: ObjectStore,
  explained: Explained,
): Promise<RgbImage | undefined> {
  const key = pictureKey(explained);
  if (key === null) return undefined;
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  return decodeImage(bytes, { ...runDefaults, exifOrientation: false }).catch(() => undefined);
}

/**
 * The photograph as the network saw it, read again from the source; undefined where that is out of reach or the file is
 * no longer the one of the record.
 */
export async function readPhotograph(record: OkRecord, request: RunRequest): Promise<RgbImage | undefined> {
  try {
    const bytes = await readFile(await imageFile(await imageFolder(request.source), record.key));
    if (createHash('sha256').update(bytes).digest('hex') !== record.sha256) return undefined;
    const photo = await decodeImage(bytes, { ...request, exifOrientation: request.card.exifOrientation });
    return preprocess(photo, request.card).crop;
  } catch {
    return undefined;
  }
}
