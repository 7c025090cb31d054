/** A model that this machine has no file of: the run's copy in the store, kept in a cache folder by its hash. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { keys } from '../../storage/keys.ts';
import { moveFiles } from '../../storage/moveFiles.ts';
import type { ObjectStore } from '../../storage/objectStore.ts';

/**
 * Path of the model file in the cache. Several processes may fetch at once, also what has another name there: files join those
 * that are there, the model file last.
 * What lies there is not trusted: who opens the file compares its hash. Throws MODEL_NOT_FOUND where the store has none.
 */
export async function fetchModel(
  model: RunRequest['model'],
  store: ObjectStore,
  cache: string,
): Promise<string> {
  const folder = join(cache, model.sha256);
  const file = join(folder, basename(model.path));
  if (await exists(file)) return file;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'new-'));
  try {
    const files = await download(model, store, unfinished);
    await moveFiles(files, unfinished, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (!(await exists(file))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return file;
}

/** @returns paths in `folder`, the model file last */
async function download(
  model: RunRequest['model'],
  store: ObjectStore,
  folder: string,
): Promise<readonly string[]> {
  const prefix = keys.modelPrefix(model.sha256);
  const files: string[] = [];
  for await (const { key } of store.list(prefix)) {
    const bytes = await store.get(key);
    if (bytes === undefined) continue;
    // The store checks keys: no part of one leads out of the folder.
    const file = key.slice(prefix.length);
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    files.push(file);
  }
  const main = basename(model.path);
  if (files.length > 0) return files.toSorted((a, b) => Number(a === main) - Number(b === main));
  throw new CamlineError(
    'MODEL_NOT_FOUND',
    `The model ${model.path} is not on this machine, nor is there a copy of it in ${store.location} (${prefix}). ` +
      'Start the run with camline enqueue, which puts one there, or copy the file to that path.',
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
