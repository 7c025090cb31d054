import { directoryRemover } from './directoryRemover.ts';
import { openStore } from './openStore.ts';
import type { Remover } from './remover.ts';
import { s3Remover } from './s3/s3Remover.ts';

/** As `openStore`, for deleting. Throws CONFIG_INVALID. */
export function openRemover(location: string): Remover {
  const { directory, location: known } = openStore(location);
  return directory === null ? s3Remover(known) : directoryRemover(directory);
}
