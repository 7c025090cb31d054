import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CamlineError } from '../errors.ts';
import { directoryStore } from './directoryStore.ts';
import type { ObjectStore } from './objectStore.ts';
import { isS3Url } from './s3/location.ts';
import { s3Store } from './s3/s3Store.ts';

/**
 * The store behind what a user calls a destination: a directory's path or `file:` URL, or `s3://bucket/prefix`. Nothing is
 * touched yet; call `probe()` before the first write. A store's `location` opens it again, from any working folder. Throws
 * CONFIG_INVALID for anything else.
 */
export function openStore(location: string): ObjectStore {
  return isS3Url(location) ? s3Store(location) : directoryStore(directoryOf(location));
}

function directoryOf(location: string): string {
  if (location.trim() === '') {
    throw new CamlineError(
      'CONFIG_INVALID',
      'Expected a directory or s3://bucket/prefix as the destination, received an empty text.',
    );
  }
  // Two letters at least: "C:\results" is a path.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === 'file') return directoryOfUrl(location);
  if (scheme === undefined || !location.includes('://')) return path.resolve(location);
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a directory, a file: URL or s3://bucket/prefix as the destination, received a ${scheme}:// location. ` +
      'Other stores often speak S3 as well: s3://bucket with CAMLINE_S3_ENDPOINT.',
  );
}

function directoryOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected a file: URL of a directory on this machine, such as file:///data/results, received "${url}".`,
      { cause },
    );
  }
}
