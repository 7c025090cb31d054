import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CamlineError } from '../errors.ts';
import { isErrno } from './storeError.ts';

/**
 * Makes `folder` and those above it, one by one: Node's own `recursive` asks for ever where a file system says "no such
 * folder" to whoever makes one (/proc, for one). Throws STORE_UNWRITABLE there, and what mkdir throws.
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await made(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolders(parent);
  if (parent !== folder && (await made(folder))) return;
  throw new CamlineError(
    'STORE_UNWRITABLE',
    `Cannot make the folder ${folder}: ${parent} takes no new folders; choose another destination (ENOENT).`,
  );
}

/** False where the folder above is missing. What is there already, folder or not, is left to whoever uses it. */
async function made(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    if (!isErrno(error, 'EEXIST')) throw error;
  }
  return true;
}
