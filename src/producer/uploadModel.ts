import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/** A model on this machine. */
export interface ModelFiles {
  readonly folder: string;
  /** As `ModelFacts.files`. */
  readonly files: readonly string[];
}

/**
 * Puts the model's files where workers on other machines find them, under the model's hash; what is there is left as it is.
 * The model file comes last: where it is, all is.
 */
export async function uploadModel(
  store: ObjectStore,
  sha256: string,
  { folder, files }: ModelFiles,
): Promise<void> {
  for (const file of files.toReversed()) {
    const key = keys.model(sha256, file);
    if (await store.has(key)) continue;
    await store.putNew(key, await readFile(join(folder, file)));
  }
}
