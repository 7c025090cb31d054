import { CamlineError, messageOf, type ErrorCode } from '../errors.ts';

const unwritable = (reason: string) => ({ code: 'STORE_UNWRITABLE', reason }) as const;
const unavailable = (reason: string) => ({ code: 'STORE_UNAVAILABLE', reason }) as const;

/** What the operating system says, and what it means for a run. */
const faults: Readonly<Record<string, { readonly code: ErrorCode; readonly reason: string }>> = {
  EACCES: unwritable('permission denied; give this user write access or choose another destination'),
  EPERM: unwritable('operation not permitted; give this user write access or choose another destination'),
  EROFS: unwritable('the file system is read-only; choose another destination'),
  ENOSPC: unwritable('no space is left on the device; free some and run the same command again'),
  EDQUOT: unwritable('the disk quota is used up; free some space and run the same command again'),
  EFBIG: unwritable('the file system takes no file of this size'),
  ENOTDIR: unwritable('a part of the path is a file, not a directory; choose another destination'),
  EISDIR: unwritable('a directory has the name of the object'),
  ENOTEMPTY: unwritable('a directory has the name of the object'),
  ENOTSUP: unwritable('the file system has no hard links, which decide between two writers of one record'),
  EOPNOTSUPP: unwritable('the file system has no hard links, which decide between two writers of one record'),
  ELOOP: { code: 'KEY_INVALID', reason: 'the path goes through a symbolic link' },
  ENAMETOOLONG: { code: 'KEY_INVALID', reason: 'the path is too long for the file system' },
  EMFILE: unavailable('too many files are open'),
  ENFILE: unavailable('too many files are open on this machine'),
  EIO: unavailable('the device reported an input/output error'),
  ESTALE: unavailable('the network file system lost the file'),
  ETIMEDOUT: unavailable('the file system did not answer in time'),
};

const errnoOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

export const isErrno = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(errnoOf(error));

/** STORE_UNWRITABLE, STORE_UNAVAILABLE or KEY_INVALID for a failed file operation; our own errors pass. */
export function storeError(error: unknown, action: string, path: string): CamlineError {
  if (error instanceof CamlineError) return error;
  const errno = errnoOf(error);
  const { code, reason } = faults[errno] ?? unavailable(messageOf(error));
  return new CamlineError(code, `Cannot ${action} ${path}: ${reason} (${errno}).`, { cause: error });
}
