import { expect, test } from 'vitest';
import { CamlineError } from '../../../src/errors.ts';
import { storeError } from '../../../src/storage/storeError.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: it failed`), { code });

test.each([
  ['EACCES', 'STORE_UNWRITABLE', 'permission denied'],
  ['EPERM', 'STORE_UNWRITABLE', 'not permitted'],
  ['EROFS', 'STORE_UNWRITABLE', 'read-only'],
  ['ENOSPC', 'STORE_UNWRITABLE', 'no space'],
  ['EDQUOT', 'STORE_UNWRITABLE', 'quota'],
  ['ENOTDIR', 'STORE_UNWRITABLE', 'is a file'],
  ['ENOTSUP', 'STORE_UNWRITABLE', 'hard links'],
  ['ELOOP', 'KEY_INVALID', 'symbolic link'],
  ['EMFILE', 'STORE_UNAVAILABLE', 'too many files'],
  ['EIO', 'STORE_UNAVAILABLE', 'input/output'],
  ['EWHATEVER', 'STORE_UNAVAILABLE', 'it failed'],
] as const)('%s is %s', (errno, code, reason) => {
  const cause = failure(errno);
  const error = storeError(cause, 'write', '/data/x');
  expect(error).toMatchObject({ code, cause });
  expect(error.message).toContain('Cannot write /data/x: ');
  expect(error.message).toContain(reason);
  expect(error.message).toContain(errno);
});

test('only transient trouble is retried', () => {
  expect(storeError(failure('EIO'), 'write', 'x').retryable).toBe(true);
  expect(storeError(failure('ENOSPC'), 'write', 'x').retryable).toBe(false);
});

test('our own errors pass', () => {
  const own = new CamlineError('KEY_INVALID', 'no');
  expect(storeError(own, 'write', 'x')).toBe(own);
});
