/** No path of the store leaves its root, not even through a symbolic link inside it. */
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CamlineError } from '../errors.ts';
import { isInside } from '../isInside.ts';
import { makeFolders } from './makeFolders.ts';
import { isErrno } from './storeError.ts';
import { syncFolder } from './syncFolder.ts';

/** The folder's real path, or undefined where there is none. Throws KEY_INVALID where it lies outside of `root`. */
export async function existingFolder(root: string, folder: string): Promise<string | undefined> {
  const real = await realpathIfAny(folder);
  if (real === undefined) return undefined;
  if (await isBelow(root, real)) return real;
  throw new CamlineError(
    'KEY_INVALID',
    `The folder ${folder} leads through a symbolic link to ${real}, outside of the store ${root}. ` +
      'Remove the link or choose another destination.',
  );
}

/** As `existingFolder`; missing folders are made, each one only after its parent was found to lie inside. */
export async function ensureFolder(root: string, folder: string): Promise<string> {
  const existing = await existingFolder(root, folder);
  if (existing !== undefined) return existing;
  if (folder === root) {
    await makeFolders(root);
  } else {
    const parent = await ensureFolder(root, path.dirname(folder));
    await makeFolder(folder);
    await syncFolder(parent);
  }
  const there = await existingFolder(root, folder);
  if (there !== undefined) return there;
  throw new CamlineError(
    'STORE_UNWRITABLE',
    `Cannot write to ${folder}: it is a link that leads nowhere; remove it or choose another destination.`,
  );
}

/** Where roots really lie: asked once for each, not for every object. */
const realRoots = new Map<string, string>();

/** A root may be a link that leads elsewhere by now: where it lies is asked again before anything is refused. */
async function isBelow(root: string, real: string): Promise<boolean> {
  const known = realRoots.get(root);
  if (known !== undefined && isInside(known, real)) return true;
  const found = await realpath(root);
  realRoots.set(root, found);
  return isInside(found, real);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  }
}

async function realpathIfAny(folder: string): Promise<string | undefined> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
