import type { ListedFile } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';

/** Throws IMAGE_TOO_LARGE before such an image is read. */
export function checkSize({ key, bytes }: Pick<ListedFile, 'key' | 'bytes'>, most: number): void {
  if (bytes <= most) return;
  throw new CamlineError(
    'IMAGE_TOO_LARGE',
    `${JSON.stringify(key)} has ${bytes} bytes, the run takes at most ${most} (--max-image-bytes).`,
  );
}
