import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { temporaryPrefix } from './checkKey.ts';
import type { ObjectInfo } from './objectStore.ts';
import { isErrno } from './storeError.ts';

/**
 * Objects below `folder` whose key starts with `prefix`, in the order of their keys' bytes, one folder in memory at a
 * time. Symbolic links and files being written are no objects.
 *
 * @param folderKey key of `folder` with its trailing slash, or "" for the root
 */
export async function* listDirectory(
  folder: string,
  folderKey: string,
  prefix: string,
): AsyncGenerator<ObjectInfo> {
  for (const { key, entry } of await sortedEntries(folder, folderKey)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* listDirectory(file, key, prefix);
    } else if (key.startsWith(prefix)) {
      const bytes = await sizeIfAny(file);
      if (bytes !== undefined) yield { key, bytes };
    }
  }
}

/** Names of the folders in `folder`, in the order of their bytes; links are none. */
export async function listFolders(folder: string): Promise<string[]> {
  const entries = await sortedEntries(folder, '');
  return entries.filter(({ entry }) => entry.isDirectory()).map(({ entry }) => entry.name);
}

/** A folder sorts as its name with a slash, because so do the keys below it. */
async function sortedEntries(folder: string, folderKey: string): Promise<{ key: string; entry: Dirent }[]> {
  const entries = await entriesIfAny(folder);
  return entries
    .filter((entry) => (entry.isFile() && !entry.name.startsWith(temporaryPrefix)) || entry.isDirectory())
    .map((entry) => ({ key: folderKey + entry.name + (entry.isDirectory() ? '/' : ''), entry }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

async function entriesIfAny(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function sizeIfAny(file: string): Promise<number | undefined> {
  try {
    return (await lstat(file)).size;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
