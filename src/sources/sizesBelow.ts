import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedFile } from '../config/runRequest.ts';
import { isS3Url, s3Location } from '../storage/s3/location.ts';
import { openBucket } from '../storage/s3/openBucket.ts';

/** Of the image of a key; 0 where it is not there, so that it is missed, not forgotten. */
export type SizeOf = (key: string) => Promise<Pick<ListedFile, 'bytes' | 'etag'>>;

/** Sizes below a folder or an S3 prefix: one question an image. */
export function sizesBelow(root: string): SizeOf {
  if (!isS3Url(root)) {
    return async (key) => ({ bytes: (await stat(join(root, key)).catch(() => undefined))?.size ?? 0 });
  }
  const { bucket, prefix } = s3Location(root);
  const open = openBucket(bucket);
  return async (key) => {
    const found = await (await open()).find(prefix + key);
    return found === undefined ? { bytes: 0 } : { bytes: found.bytes, etag: found.etag };
  };
}
