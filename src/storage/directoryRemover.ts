import { lstat, opendir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { temporaryPrefix } from './checkKey.ts';
import { existingFolder } from './confine.ts';
import type { Remover, StoredObject } from './remover.ts';
import { isErrno, storeError } from './storeError.ts';

/** A `Remover` over a directory. Symbolic links are neither followed nor removed. */
export function directoryRemover(directory: string): Remover {
  const root = path.resolve(directory);
  return {
    location: root,
    list: (prefix) => listed(root, prefix),
    async remove(key) {
      const file = path.join(root, key);
      try {
        if ((await existingFolder(root, path.dirname(file))) === undefined) return;
        await rm(file, { force: true });
        await removeEmptyFolders(root, path.dirname(file));
      } catch (error) {
        throw storeError(error, 'delete', file);
      }
    },
  };
}

async function* listed(root: string, prefix: string): AsyncIterable<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  for await (const object of walk(root, folder)) if (object.key.startsWith(prefix)) yield object;
}

async function* walk(root: string, folderKey: string): AsyncIterable<StoredObject> {
  const folder = path.join(root, folderKey);
  const entries = await opendir(folder).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw storeError(error, 'list', folder);
  });
  if (entries === undefined) return;
  for await (const entry of entries) {
    const key = folderKey + entry.name;
    if (entry.isDirectory()) yield* walk(root, `${key}/`);
    else if (entry.isFile()) yield* storedObject(root, key);
  }
}

async function* storedObject(root: string, key: string): AsyncIterable<StoredObject> {
  const info = await lstat(path.join(root, key)).catch(() => undefined);
  if (info === undefined) return;
  const isTemporary = path.posix.basename(key).startsWith(temporaryPrefix);
  yield { key, bytes: info.size, modifiedAt: info.mtime, isTemporary };
}

/** Folders above that hold nothing any more; the store's own stays. */
async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  if (folder === root) return;
  try {
    await rmdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
    throw error;
  }
  await removeEmptyFolders(root, path.dirname(folder));
}
