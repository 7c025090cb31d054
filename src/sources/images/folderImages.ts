/** Images in a folder, and nothing but images. */
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { imageRoot, type ListedFile } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { readFully } from '../files/readFully.ts';
import { checkSize } from './checkSize.ts';
import { imageFile, imageFolder } from './imageFile.ts';
import type { Images, SourceRequest } from './images.ts';

/** Throws SOURCE_NOT_FOUND where this machine has no such folder. */
export async function folderImages({ source, maxImageBytes }: SourceRequest): Promise<Images> {
  const path = imageRoot(source);
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory() !== true) {
    throw new CamlineError(
      'SOURCE_NOT_FOUND',
      `The run's images are in the folder ${path}, which this machine does not have: run the worker where it is.`,
    );
  }
  const folder = await imageFolder(source);
  return {
    async read(entry) {
      try {
        return await readFile(await imageFile(folder, entry.key), entry, maxImageBytes);
      } catch (error) {
        throw fetchError(error, entry.key);
      }
    },
  };
}

async function readFile(file: string, entry: ListedFile, maxImageBytes: number): Promise<Uint8Array> {
  // A pipe of that name must not stop us: without O_NONBLOCK, opening it waits for its writer.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return await readChecked(handle, entry, maxImageBytes);
  } finally {
    await handle.close();
  }
}

async function readChecked(
  handle: FileHandle,
  entry: ListedFile,
  maxImageBytes: number,
): Promise<Uint8Array> {
  const info = await handle.stat();
  const shown = JSON.stringify(entry.key);
  if (!info.isFile()) throw new CamlineError('IMAGE_NOT_FOUND', `${shown} is not a file.`);
  if (info.size !== entry.bytes) {
    throw new CamlineError(
      'SOURCE_CHANGED',
      `${shown} had ${entry.bytes} bytes when the run was frozen and has ${info.size} now. Start a new run.`,
    );
  }
  checkSize(entry, maxImageBytes);
  const bytes = await readFully(handle, 0, info.size);
  if (bytes !== undefined) return bytes;
  throw new CamlineError('SOURCE_CHANGED', `${shown} became shorter while it was read. Start a new run.`);
}

/** What will not change by waiting; anything else may. */
const lasting: Readonly<Record<string, string>> = {
  ENOENT: 'is not in the source folder',
  ENOTDIR: 'is not in the source folder',
  EISDIR: 'is a folder',
  ELOOP: 'is a link to itself',
  ENAMETOOLONG: 'is too long a name for this file system',
  ENXIO: 'is not a file',
};

/** It is there, and a person who changes its rights or the worker's can have it explained (`--retry-failed`). */
const forbidden: Readonly<Record<string, string>> = {
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: operation not permitted',
};

function fetchError(error: unknown, key: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof CamlineError) return error;
  const reason = lasting[String(error.code)];
  const shown = JSON.stringify(key);
  const denied = forbidden[String(error.code)];
  if (denied !== undefined)
    return new CamlineError('IMAGE_UNREADABLE', `${shown} ${denied}.`, { cause: error });
  if (reason !== undefined)
    return new CamlineError('IMAGE_NOT_FOUND', `${shown} ${reason}.`, { cause: error });
  return new CamlineError('STORE_UNAVAILABLE', `Cannot read ${shown}: ${error.message}.`, { cause: error });
}
