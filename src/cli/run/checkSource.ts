import { sourceOf, type SourceOptions } from './sourceOf.ts';
import type { RunRequest } from '../../config/runRequest.ts';
import { checkPlaces } from '../../producer/checkPlaces.ts';
import { listDirectory } from '../../sources/listDirectory.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

export interface CheckedSource {
  readonly source: RunRequest['source'];
  /** What a user should know about it, in sentences. */
  readonly notes: string[];
}

/**
 * The source that a user named. Throws SOURCE_NOT_FOUND, SOURCE_EMPTY or CONFIG_INVALID (results would lie among the images)
 * before anything is written or a model opened. Lines of a manifest are checked when it is frozen: that needs the model.
 */
export async function checkSource(
  name: string,
  { root, followLinks }: SourceOptions,
  store: ObjectStore,
): Promise<CheckedSource> {
  const source = await sourceOf(name, { root, followLinks });
  if (source.kind === 'manifest') return { source, notes: [] };
  const { destinationInside } = await checkPlaces(source.path, store.location);
  const entries = listDirectory(source.path, { skip: [store.location], followLinks: followLinks === true })[
    Symbol.asyncIterator
  ]();
  await entries.next();
  await entries.return?.();
  const inside = `${store.location} lies inside the folder of images and is left out: what it holds is no image of this run.`;
  return { source, notes: destinationInside ? [inside] : [] };
}
