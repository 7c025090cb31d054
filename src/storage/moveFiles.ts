import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Moves files of one folder into another on the same disk, where others may be looking for them: one after the other, the last
 * of them last, so that who finds that one finds all.
 *
 * @param files paths in either folder
 */
export async function moveFiles(files: readonly string[], from: string, to: string): Promise<void> {
  for (const file of files) {
    const target = join(to, file);
    await mkdir(dirname(target), { recursive: true });
    await rename(join(from, file), target);
  }
}
