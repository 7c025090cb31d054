import { listDirectory } from '../../producer/listDirectory.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

/** Throws SOURCE_NOT_FOUND or SOURCE_EMPTY before anything is written or a model opened. */
export async function checkSource(folder: string, store: ObjectStore): Promise<void> {
  const entries = listDirectory(folder, { skip: [store.location] })[Symbol.asyncIterator]();
  await entries.next();
  await entries.return?.();
}
