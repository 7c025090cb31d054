import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryPrefix } from './checkKey.ts';

/**
 * Writes `bytes` durably to a new file in `folder` and hands its path to `publish`; the file is taken away again
 * afterwards if it is still there. A writer that is killed leaves a file that no listing shows.
 */
export async function withTemporaryFile<T>(
  folder: string,
  bytes: Uint8Array,
  publish: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = path.join(folder, `${temporaryPrefix}${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await publish(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}
