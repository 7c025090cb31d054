import { CamlineError } from '../errors.ts';

const hashDigits = 12;
const allowed = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The run's id: the one given, else made from the request's hash, so that the same request resumes. Starts with a letter
 * and has one length, so that no made id is a number or begins with another.
 *
 * Throws KEY_INVALID for one that cannot be a folder's name, or is a number (queues number their own jobs so).
 */
export function runId(given: string | undefined, requestHash: string): string {
  if (given === undefined) return `r${requestHash.slice(0, hashDigits)}`;
  if (allowed.test(given) && !/^\d+$/.test(given)) return given;
  throw new CamlineError(
    'KEY_INVALID',
    `Expected --run to be 1 to 64 of the characters A-Z a-z 0-9 . _ - with a letter or digit first and not a number ` +
      `alone, received ${JSON.stringify(given)}.`,
  );
}
