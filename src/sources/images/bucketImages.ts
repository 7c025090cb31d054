/** Images below an S3 prefix. Keys are names of objects and no paths: none of them leads anywhere else. */
import type { ListedFile } from '../../config/runRequest.ts';
import { CamlineError } from '../../errors.ts';
import { s3Location } from '../../storage/s3/location.ts';
import { openBucket } from '../../storage/s3/openBucket.ts';
import { isS3Error } from '../../storage/s3/s3Error.ts';
import type { S3Settings } from '../../storage/s3/settings.ts';
import { checkSize } from './checkSize.ts';
import type { Images, SourceRequest } from './images.ts';

/** Nothing is asked of the server yet. */
export function bucketImages(
  url: string,
  { maxImageBytes }: Pick<SourceRequest, 'maxImageBytes'>,
  settings?: () => Promise<S3Settings>,
): Images {
  const { bucket: name, prefix } = s3Location(url);
  const open = openBucket(name, settings);
  return {
    async read(entry) {
      checkSize(entry, maxImageBytes);
      const bucket = await open();
      const full = prefix + entry.key;
      const bytes = await bucket.get(full, { etag: entry.etag }).catch((error: unknown) => {
        throw imageError(error, entry.key);
      });
      if (bytes?.length === entry.bytes) return bytes;
      throw changed(entry, (await bucket.find(full))?.bytes);
    },
  };
}

/** It is there, and a person who changes its rights, or brings it back from the archive, can have it explained. */
function imageError(error: unknown, key: string): unknown {
  if (
    !(error instanceof CamlineError) ||
    !isS3Error(error.cause, 'AccessDenied', 'Forbidden', 'InvalidObjectState')
  )
    return error;
  return new CamlineError('IMAGE_UNREADABLE', `${JSON.stringify(key)} cannot be read: ${error.message}`, {
    cause: error,
  });
}

/** @param bytes its size now; undefined where it is gone */
function changed({ key, bytes: before }: ListedFile, bytes: number | undefined): CamlineError {
  const shown = JSON.stringify(key);
  if (bytes === undefined) return new CamlineError('IMAGE_NOT_FOUND', `${shown} is not in the bucket.`);
  const how = bytes === before ? 'was replaced since then' : `has ${bytes} now`;
  return new CamlineError(
    'SOURCE_CHANGED',
    `${shown} had ${before} bytes when the run was frozen and ${how}. Start a new run.`,
  );
}
