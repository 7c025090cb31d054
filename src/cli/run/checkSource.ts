import type { RunRequest } from '../../config/runRequest.ts';
import { checkPlaces } from '../../producer/checkPlaces.ts';
import { listBare } from '../../sources/listSource.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';
import { sourceOf, type SourceOptions } from './sourceOf.ts';

export interface CheckedSource {
  readonly source: RunRequest['source'];
  /** What a user should know about it, in sentences. */
  readonly notes: string[];
}

/**
 * The source that a user named. Throws SOURCE_NOT_FOUND, SOURCE_EMPTY or CONFIG_INVALID (results would lie among the images)
 * before anything is written or a model opened. Lines of a manifest are checked with the model open (`checkListing`): labels are its classes.
 */
export async function checkSource(
  name: string,
  options: SourceOptions,
  store: ObjectStore,
): Promise<CheckedSource> {
  const source = await sourceOf(name, options);
  if (source.kind === 'manifest' || source.kind === 'tar') return { source, notes: [] };
  const { destinationInside } = await checkPlaces(source.path, store.location);
  const entries = listBare(source, { skip: [store.location] })[Symbol.asyncIterator]();
  await entries.next();
  await entries.return?.();
  const inside = `${store.location} lies inside the source and is left out: what it holds is no image of this run.`;
  return { source, notes: destinationInside ? [inside] : [] };
}
