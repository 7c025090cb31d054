/** An image's bytes from the run's source, and nothing but an image's. */
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { imageRoot, type ManifestEntry, type RunRequest } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { imageFile, imageFolder, type ImageFolder } from '../../sources/imageFile.ts';

export interface Source extends ImageFolder {
  readonly maxImageBytes: number;
}

/** Throws SOURCE_NOT_FOUND where this machine has no such folder. */
export async function openSource(request: RunRequest): Promise<Source> {
  const path = imageRoot(request.source);
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory()) {
    return { ...(await imageFolder(request.source)), maxImageBytes: request.maxImageBytes };
  }
  throw new CamlineError(
    'SOURCE_NOT_FOUND',
    `The run's images are in the folder ${path}, which this machine does not have: run the worker where it is.`,
  );
}

/**
 * Throws IMAGE_NOT_FOUND (missing, outside of the folder), IMAGE_UNREADABLE, IMAGE_TOO_LARGE, SOURCE_CHANGED where the size is
 * not that of the manifest, or STORE_UNAVAILABLE where the file system has a trouble that may pass.
 */
export async function fetchImage(source: Source, entry: ManifestEntry): Promise<Uint8Array> {
  try {
    const file = await imageFile(source, entry.key);
    // A pipe of that name must not stop us: without O_NONBLOCK, opening it waits for its writer.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readChecked(handle, source, entry);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fetchError(error, entry.key);
  }
}

async function readChecked(handle: FileHandle, source: Source, entry: ManifestEntry): Promise<Uint8Array> {
  const info = await handle.stat();
  const shown = JSON.stringify(entry.key);
  if (!info.isFile()) throw new CamlineError('IMAGE_NOT_FOUND', `${shown} is not a file.`);
  if (info.size !== entry.bytes) {
    throw new CamlineError(
      'SOURCE_CHANGED',
      `${shown} had ${entry.bytes} bytes when the run was frozen and has ${info.size} now. Start a new run.`,
    );
  }
  if (info.size <= source.maxImageBytes) return readWhole(handle, info.size, shown);
  throw new CamlineError(
    'IMAGE_TOO_LARGE',
    `${shown} has ${info.size} bytes, the run takes at most ${source.maxImageBytes} (--max-image-bytes).`,
  );
}

/** Never more than `size`, however the file grows meanwhile. */
async function readWhole(handle: FileHandle, size: number, shown: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, size - at, at);
    if (bytesRead === 0) {
      throw new CamlineError('SOURCE_CHANGED', `${shown} became shorter while it was read. Start a new run.`);
    }
    at += bytesRead;
  }
  return bytes;
}

/** What will not change by waiting; anything else may. */
const lasting: Readonly<Record<string, string>> = {
  ENOENT: 'is not in the source folder any more',
  ENOTDIR: 'is not in the source folder any more',
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
