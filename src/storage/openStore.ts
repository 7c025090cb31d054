import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CamlineError } from '../errors.ts';
import { directoryStore } from './directoryStore.ts';
import type { ObjectStore } from './objectStore.ts';

/**
 * The store behind what a user calls a destination: a directory's path or `file:` URL. Nothing is touched yet; call
 * `probe()` before the first write. Throws CONFIG_INVALID for anything else.
 */
export function openStore(location: string): ObjectStore {
  return directoryStore(directoryOf(location));
}

function directoryOf(location: string): string {
  if (location.trim() === '') {
    throw new CamlineError(
      'CONFIG_INVALID',
      'Expected a directory as the destination, received an empty text.',
    );
  }
  // Two letters at least: "C:\results" is a path.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme === 'file') return directoryOfUrl(location);
  if (scheme === undefined || !location.includes('://')) return path.resolve(location);
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a directory or a file: URL as the destination, received a ${scheme}:// location: ` +
      `${scheme === 's3' ? 'object storage is' : 'such stores are'} not in this version. Give a directory's path.`,
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
