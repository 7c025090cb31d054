import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, open, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { checkKey, checkPrefix } from './checkKey.ts';
import { ensureFolder, existingFolder } from './confine.ts';
import { listDirectory, listFolders } from './listDirectory.ts';
import type { ObjectInfo, ObjectStore } from './objectStore.ts';
import { noFollow } from './noFollow.ts';
import { settle } from './settle.ts';
import { isErrno, storeError } from './storeError.ts';
import { syncFolder } from './syncFolder.ts';
import { withTemporaryFile } from './temporaryFile.ts';

/** An `ObjectStore` over a directory, which is made with the first write. */
export function directoryStore(directory: string): ObjectStore {
  const root = path.resolve(directory);
  const pathOf = (key: string): string => path.join(root, ...checkKey(key));

  /** A bad key rejects as every other failure does. */
  async function at<T>(
    action: string,
    key: string,
    work: (root: string, file: string) => Promise<T>,
  ): Promise<T> {
    const file = pathOf(key);
    return reporting(action, file, () => work(root, file));
  }

  return {
    location: root,
    address: pathOf,
    probe: () => reporting('write to', root, () => probe(root)),
    put: (key, bytes) => at('write', key, (root, file) => put(root, file, bytes, true)),
    putSoon: (key, bytes) => at('write', key, (root, file) => put(root, file, bytes, false)),
    settle: (keys) => reporting('write to', root, () => settle(root, keys.map(pathOf))),
    putNew: (key, bytes) => at('write', key, (root, file) => putNew(root, file, bytes)),
    get: (key) => at('read', key, get),
    has: (key) => at('look up', key, has),
    list: (prefix) => list(root, prefix),
    folders: (folder) => folders(root, folder),
  };
}

async function reporting<T>(action: string, target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, action, target);
  }
}

/** Goes the way of a record, hard link included, so that what cannot work is known before a run. */
async function probe(root: string): Promise<void> {
  const object = path.join(root, `probe-${randomBytes(8).toString('hex')}`);
  try {
    await putNew(root, object, new Uint8Array(1));
  } finally {
    await rm(object, { force: true });
  }
}

async function put(root: string, file: string, bytes: Uint8Array, durably: boolean): Promise<void> {
  const folder = await ensureFolder(root, path.dirname(file));
  await withTemporaryFile(folder, bytes, durably, (temporary) =>
    rename(temporary, path.join(folder, path.basename(file))),
  );
  if (durably) await syncFolder(folder);
}

/** link(2) fails where the name is taken, in one step, between threads and processes alike. */
async function putNew(root: string, file: string, bytes: Uint8Array): Promise<'written' | 'exists'> {
  const folder = await ensureFolder(root, path.dirname(file));
  const target = path.join(folder, path.basename(file));
  if (await isThere(target)) return 'exists';
  try {
    await withTemporaryFile(folder, bytes, true, async (temporary) => {
      await link(temporary, target);
      await unlink(temporary);
    });
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return 'exists';
    throw error;
  }
  await syncFolder(folder);
  return 'written';
}

async function get(root: string, file: string): Promise<Uint8Array | undefined> {
  const folder = await existingFolderOf(root, file);
  if (folder === undefined) return undefined;
  try {
    const handle = await open(path.join(folder, path.basename(file)), constants.O_RDONLY | noFollow);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function has(root: string, file: string): Promise<boolean> {
  const folder = await existingFolderOf(root, file);
  return folder !== undefined && (await isThere(path.join(folder, path.basename(file)), 'file'));
}

async function* list(root: string, prefix: string): AsyncGenerator<ObjectInfo> {
  const folders = checkPrefix(prefix);
  const start = path.join(root, ...folders);
  try {
    const folder = await existingFolder(root, start);
    if (folder !== undefined)
      yield* listDirectory(folder, folders.map((part) => `${part}/`).join(''), prefix);
  } catch (error) {
    if (!isErrno(error, 'ENOTDIR')) throw storeError(error, 'list', start);
  }
}

async function folders(root: string, folder: string): Promise<string[]> {
  const start = path.join(root, ...checkPrefix(folder));
  return reporting('list', start, async () => {
    const there = await existingFolder(root, start);
    return there === undefined ? [] : listFolders(there);
  });
}

/** An object "a" has nothing below it, although S3 could have "a/b" beside it. */
async function existingFolderOf(root: string, file: string): Promise<string | undefined> {
  try {
    return await existingFolder(root, path.dirname(file));
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function isThere(target: string, kind: 'any' | 'file' = 'any'): Promise<boolean> {
  try {
    const stats = await lstat(target);
    return kind === 'any' || stats.isFile();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
