/** The images below an S3 prefix, in the order of their keys' bytes. */
import type { ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import type { ListedObject } from '../storage/s3/bucket.ts';
import { isS3Url, s3Location, s3Url, type S3Location } from '../storage/s3/location.ts';
import { openBucket } from '../storage/s3/openBucket.ts';
import type { S3Settings } from '../storage/s3/settings.ts';
import { withoutCollisions } from './keyRegister.ts';
import { isHidden, isImageName } from './siblingNames.ts';

export interface ListBucketOptions {
  /** Locations to leave out, e.g. the destination of the run where it lies below the prefix. */
  readonly skip?: readonly string[];
  readonly settings?: () => Promise<S3Settings>;
}

/**
 * Images by their extension, streamed, a thousand in memory at a time, and 50 bytes of each key to find those that would be in
 * each other's way. Hidden names are left out, and so are the pictures of runs. Any key will do: as parts of results they are
 * escaped.
 *
 * Throws SOURCE_NOT_FOUND (no such bucket), SOURCE_EMPTY, KEY_INVALID for keys that differ only in case or accents, and what
 * the store throws.
 */
export async function* listBucket(
  url: string,
  options: ListBucketOptions = {},
): AsyncIterable<ManifestEntry> {
  const location = s3Location(url);
  const problem = (key: string, how: string): string =>
    `The key ${JSON.stringify(key)} below ${s3Url(location)} ${how}, and their pictures would overwrite each other on ` +
    'stores that ignore that. Rename it, or give a manifest of the ones that are meant.';
  let count = 0;
  for await (const entry of withoutCollisions(() => entriesBelow(location, options), problem)) {
    count++;
    yield entry;
  }
  if (count > 0) return;
  throw new CamlineError(
    'SOURCE_EMPTY',
    `Expected images (jpg, jpeg, jfif, png, webp, avif, gif, tif, tiff) below ${s3Url(location)}, found none.`,
  );
}

async function* entriesBelow(
  location: S3Location,
  { skip = [], settings }: ListBucketOptions,
): AsyncIterable<ManifestEntry> {
  const bucket = await openBucket(location.bucket, settings)();
  const left = skip
    .filter(isS3Url)
    .map(s3Location)
    .filter((other) => isBelow(location, other));
  for await (const object of bucket.list(location.prefix)) {
    const key = object.key.slice(location.prefix.length);
    if (isImage(key) && !left.some(({ prefix }) => object.key.startsWith(prefix))) yield entryOf(key, object);
  }
}

/** A place to leave out that is the source itself, or above it, would leave nothing: as in folders, it hides no image. */
const isBelow = (source: S3Location, { bucket, prefix }: S3Location): boolean =>
  bucket === source.bucket && prefix !== source.prefix && prefix.startsWith(source.prefix);

const entryOf = (key: string, { bytes, etag }: ListedObject): ManifestEntry => ({ key, bytes, etag });

/** What runs leave below "runs/": a listing meets it before the run.json that would tell. */
const picturesOfRuns = /(^|\/)runs\/[^/]+\/(heatmaps\/|overlays\/|contact-sheet\.jpg$)/;

const isImage = (key: string): boolean =>
  isImageName(key) && !key.split('/').some(isHiddenPart) && !picturesOfRuns.test(key);

/** "." and ".." are names like others in a bucket. */
const isHiddenPart = (part: string): boolean => isHidden(part) && part !== '.' && part !== '..';
