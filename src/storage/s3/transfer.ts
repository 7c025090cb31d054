/**
 * Requests that arrived but whose bytes did not: a body cut short, damaged, or refused by the server's own check. The SDK
 * repeats a request that failed; these it takes for answered.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { isS3Error, statusOf } from './s3Error.ts';

/** What came is not what was stored. */
export class DamagedBody extends Error {
  override readonly name = 'DamagedBody';
}

const firstPauseMillis = 50;
const longestPauseMillis = 5_000;

/** The server found the body that it received damaged or cut, or another conditional write was under way (409). */
const bodyFaults = [
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'InvalidDigest',
  'IncompleteBody',
  'RequestTimeout',
  'ConditionalRequestConflict',
  'OperationAborted',
];

/** Damage on the way, or a good answer that could not be read to its end. Whatever else came the SDK has repeated itself. */
function mayFareBetter(error: unknown): boolean {
  if (error instanceof DamagedBody || isS3Error(error, ...bodyFaults)) return true;
  const status = statusOf(error);
  return status !== undefined && status >= 200 && status < 300;
}

/** @param jitter random in 0..1 */
export const pauseMillis = (attempt: number, jitter: number): number =>
  Math.min(longestPauseMillis, firstPauseMillis * 2 ** attempt) * (0.5 + jitter / 2);

/** Runs `request` until its bytes have arrived whole, at most `attempts` times. */
export async function whole<T>(attempts: number, request: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (attempt + 1 >= attempts || !mayFareBetter(error)) throw error;
      await wait(pauseMillis(attempt, Math.random()));
    }
  }
}
