import { CamlineError } from '../../errors.ts';
import type { Bucket } from './bucket.ts';
import { isS3Error } from './s3Error.ts';

const tries = 3;
const byte = new Uint8Array(1);

/**
 * Goes the way of a record: the second of two conditional writes has to be refused, or two workers could both record a
 * shard. The object has one name for everybody, so that credentials that may not remove leave one object and not one a
 * start; another process that removes it in between is why a write that should be refused is tried again.
 *
 * Throws STORE_UNWRITABLE, as the server says or where it does not honour conditions.
 */
export async function probeBucket(bucket: Bucket, key: string): Promise<void> {
  for (let attempt = 0; attempt <= tries; attempt++) {
    if ((await bucket.putNew(key, byte)) === 'exists') return tidy(bucket, key);
  }
  await tidy(bucket, key);
  throw new CamlineError(
    'STORE_UNWRITABLE',
    `Cannot write to ${bucket.address('')}: the server ignores conditional writes (If-None-Match: *), which decide ` +
      'between two writers of one record. AWS S3, Ceph, MinIO and R2 honour them; newer versions of yours may.',
  );
}

/** Credentials without the right to remove are welcome: nothing else ever needs it. */
async function tidy(bucket: Bucket, key: string): Promise<void> {
  try {
    await bucket.remove(key);
  } catch (error) {
    if (!(error instanceof CamlineError) || !isS3Error(error.cause, 'AccessDenied', 'Forbidden')) throw error;
  }
}
