/** The pictures of one photograph for page and sheet: what the network saw, and its maps as they lie in the store. */
import { createHash } from 'node:crypto';
import { runDefaults } from '../config/defaults.ts';
import type { RunRequest } from '../config/runRequest.ts';
import { decodeImage, type RgbImage } from '../imaging/decode.ts';
import { preprocess } from '../imaging/preprocess.ts';
import { openImages } from '../sources/images/openImages.ts';
import { shardReader } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { Explained, OkRecord } from '../storage/record.ts';
import type { RunFile } from '../storage/runFile.ts';

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

/** An explained photograph as the network saw it, or undefined where it is out of reach or no longer that of the record. */
export type PhotographReader = (record: OkRecord, shard: number) => Promise<RgbImage | undefined>;

/** Photographs are read again from the run's source, where this machine has it. */
export async function photographReader(store: ObjectStore, file: RunFile): Promise<PhotographReader> {
  const images = await openImages(file.request).catch(() => undefined);
  if (images === undefined) return () => Promise.resolve(undefined);
  const readLines = shardReader(store, file);
  return async (record, shard) => {
    try {
      const entry = (await readLines(shard)).find(({ key }) => key === record.key)!;
      return await readPhotograph(await images.read(entry), record, file.request);
    } catch {
      return undefined;
    }
  };
}

async function readPhotograph(
  bytes: Uint8Array,
  { sha256 }: OkRecord,
  request: RunRequest,
): Promise<RgbImage | undefined> {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) return undefined;
  const photo = await decodeImage(bytes, { ...request, exifOrientation: request.card.exifOrientation });
  return preprocess(photo, request.card).crop;
}
