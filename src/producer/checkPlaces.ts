/** Source and destination of one run: results must never become images. */
import { join } from 'node:path';
import { CamlineError } from '../errors.ts';
import { isInside } from '../isInside.ts';
import { realPath } from '../sources/realPath.ts';
import { isS3Url, s3Location, s3Url } from '../storage/s3/location.ts';

/**
 * Gives whether the destination lies inside the source, where the listing leaves it out. Throws CONFIG_INVALID where it is
 * the source, or the source is where the destination keeps its results.
 */
export async function checkPlaces(
  source: string,
  destination: string,
): Promise<{ readonly destinationInside: boolean }> {
  if (isS3Url(source) !== isS3Url(destination)) return { destinationInside: false };
  const places = isS3Url(source) ? inBuckets(source, destination) : await onDisk(source, destination);
  if (!places.same) return { destinationInside: places.inside };
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a destination beside the images, received ${destination} for images in ${source}: the pictures of this run ` +
      `would be images of the next one. Choose another, such as ${isS3Url(source) ? 's3://bucket/results' : './results'}.`,
  );
}

interface Places {
  readonly same: boolean;
  readonly inside: boolean;
}

async function onDisk(source: string, destination: string): Promise<Places> {
  const [from, to] = await Promise.all([realPath(source), realPath(destination)]);
  return { same: from === to || from === join(to, 'runs'), inside: isInside(from, to) };
}

function inBuckets(source: string, destination: string): Places {
  const [from, to] = [source, destination].map((url) => `${s3Url(s3Location(url))}/`) as [string, string];
  return { same: from === to || from === `${to}runs/`, inside: to.startsWith(from) };
}
