/** Source and destination of one run: results must never become images. */
import { join } from 'node:path';
import { CamlineError } from '../errors.ts';
import { isInside } from '../isInside.ts';
import { realPath } from '../sources/realPath.ts';

/**
 * Gives whether the destination lies inside the source, where the listing leaves it out. Throws CONFIG_INVALID where it is
 * the source, or the source is where the destination keeps its results.
 */
export async function checkPlaces(
  source: string,
  destination: string,
): Promise<{ readonly destinationInside: boolean }> {
  const [from, to] = await Promise.all([realPath(source), realPath(destination)]);
  if (from !== to && from !== join(to, 'runs')) return { destinationInside: isInside(from, to) };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a destination beside the images, received ${destination} for images in ${source}: the pictures of this run ` +
      'would be images of the next one. Choose another folder, such as ./results.',
  );
}
