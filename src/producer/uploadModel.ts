import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunRequest } from '../config/runRequest.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/**
 * Puts the model's files where workers on other machines find them, under the model's hash; what is there is left as it is.
 * The model file comes last: where it is, all is.
 *
 * @param files as `ModelFacts.files`
 */
export async function uploadModel(
  store: ObjectStore,
  { path, sha256 }: RunRequest['model'],
  files: readonly string[],
): Promise<void> {
  for (const file of files.toReversed()) {
    const key = keys.model(sha256, file);
    if (await store.has(key)) continue;
    await store.putNew(key, await readFile(join(dirname(path), file)));
  }
}
