import { directoryRemover } from './directoryRemover.ts';
import { openStore } from './openStore.ts';
import type { Remover } from './remover.ts';
import { isS3Url } from './s3/location.ts';
import { s3Remover } from './s3/s3Remover.ts';

/** As `openStore`, for deleting. Throws CONFIG_INVALID. */
export function openRemover(location: string): Remover {
  const { location: known } = openStore(location);
  return isS3Url(known) ? s3Remover(known) : directoryRemover(known);
}
