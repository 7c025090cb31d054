/** Models that lie elsewhere, as people name them. Pure. */
import { CamlineError } from '../errors.ts';
import { isS3Url } from '../storage/s3/location.ts';

export interface ModelLocation {
  readonly kind: 'path' | 's3' | 'url';
  /** Without the fragment. */
  readonly place: string;
  /** Hex, of `#sha256=…`; null where nobody said it. */
  readonly sha256: string | null;
}

const digest = /^#sha256=([0-9a-f]{64})$/i;

/** Throws CONFIG_INVALID for another scheme, and for a fragment that is no hash. A path is handed on as it is. */
export function modelLocation(given: string): ModelLocation {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(given)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'path', place: given, sha256: null };
  if (!isS3Url(given) && scheme !== 'https' && scheme !== 'http') {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected a model's path, s3://bucket/key or https:// address, received a ${scheme}:// location. Copy the model here, or name it by one of these.`,
    );
  }
  const mark = given.indexOf('#');
  const [place, fragment] = mark < 0 ? [given, ''] : [given.slice(0, mark), given.slice(mark)];
  const sha256 = digest.exec(fragment)?.[1]?.toLowerCase() ?? null;
  if (fragment !== '' && sha256 === null) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected #sha256= and 64 hexadecimal digits behind the model's address, received "${fragment}".`,
    );
  }
  return { kind: isS3Url(given) ? 's3' : 'url', place, sha256 };
}

export const isRemote = (given: string): boolean => /^(s3|https?):\/\//i.test(given);
