import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryPrefix } from './checkKey.ts';

/**
 * Writes `bytes` to a new file in `folder` and hands its path to `publish`, which gives it another name or takes it away;
 * where that fails it is taken away here. A writer that is killed leaves a file that no listing shows.
 *
 * @param durably whether the bytes are on the disk before `publish` is called
 */
export async function withTemporaryFile<T>(
  folder: string,
  bytes: Uint8Array,
  durably: boolean,
  publish: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = path.join(folder, `${temporaryPrefix}${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      if (durably) await handle.sync();
    } finally {
      await handle.close();
    }
    return await publish(temporary);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
