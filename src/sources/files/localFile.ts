import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { CamlineError, fileTrouble } from '../../errors.ts';
import { readFully } from './readFully.ts';
import type { SourceFile } from './sourceFile.ts';

/** Throws SOURCE_NOT_FOUND where it is not there or no file. */
export async function localFile(path: string): Promise<SourceFile> {
  const info = await stat(path).catch((cause: Error) => {
    throw notReadable(path, cause);
  });
  if (!info.isFile()) throw new CamlineError('SOURCE_NOT_FOUND', `Expected a file at ${path}, found none.`);
  return {
    name: path,
    bytes: info.size,
    version: `${info.size}-${Math.trunc(info.mtimeMs)}`,
    chunks: () => chunksOf(path),
    read: (offset, length) => readPart(path, offset, length),
  };
}

async function* chunksOf(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (cause) {
    throw notReadable(path, cause);
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(path).catch((cause: Error) => {
    throw notReadable(path, cause);
  });
  try {
    const bytes = await readFully(handle, offset, length);
    if (bytes !== undefined) return bytes;
    throw new CamlineError('SOURCE_CHANGED', `${path} became shorter. Start a new run.`);
  } finally {
    await handle.close();
  }
}

function notReadable(path: string, cause: unknown): CamlineError {
  return new CamlineError('SOURCE_NOT_FOUND', `Cannot read ${path}: ${fileTrouble(cause)}.`, { cause });
}
