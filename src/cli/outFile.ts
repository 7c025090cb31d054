import { open, writeFile } from 'node:fs/promises';
import { CamlineError } from '../errors.ts';

/** Opens a file that a long work writes at its end, so that a wrong place is told before. Throws STORE_UNWRITABLE. */
export async function outFile(path: string): Promise<{ write(text: string): Promise<void> }> {
  const opened = await open(path, 'a').catch((cause: Error) => {
    throw new CamlineError('STORE_UNWRITABLE', `Cannot write ${path}: ${cause.message}.`, { cause });
  });
  await opened.close();
  return { write: (text) => writeFile(path, text) };
}
