import { checkPlaces } from '../../producer/checkPlaces.ts';
import { listDirectory } from '../../producer/listDirectory.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

/**
 * What a user should know about source and destination, in sentences. Throws SOURCE_NOT_FOUND, SOURCE_EMPTY or
 * CONFIG_INVALID (results would lie among the images) before anything is written or a model opened.
 */
export async function checkSource(folder: string, store: ObjectStore): Promise<string[]> {
  const { destinationInside } = await checkPlaces(folder, store.location);
  const entries = listDirectory(folder, { skip: [store.location] })[Symbol.asyncIterator]();
  await entries.next();
  await entries.return?.();
  return destinationInside
    ? [
        `${store.location} lies inside the folder of images and is left out: what it holds is no image of this run.`,
      ]
    : [];
}
