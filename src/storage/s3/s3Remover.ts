import type { Remover, StoredObject } from '../remover.ts';
import type { Bucket } from './bucket.ts';
import { s3Location, s3Url, type S3Location } from './location.ts';
import { openBucket } from './openBucket.ts';
import { s3SettingsHere, type S3Settings } from './settings.ts';

/** A `Remover` below `s3://bucket/prefix`: the credentials of whoever uses it need s3:DeleteObject there. */
export function s3Remover(url: string, settings: () => Promise<S3Settings> = s3SettingsHere): Remover {
  const location = s3Location(url);
  const bucket = openBucket(location.bucket, settings);
  return {
    location: s3Url(location),
    list: (prefix) => listed(bucket, location, prefix),
    remove: async (key) => (await bucket()).remove(location.prefix + key),
  };
}

/** A killed writer leaves nothing in a bucket: an upload is there whole or not at all. */
async function* listed(
  bucket: () => Promise<Bucket>,
  location: S3Location,
  prefix: string,
): AsyncGenerator<StoredObject> {
  for await (const { key, bytes, modifiedAt } of (await bucket()).list(location.prefix + prefix)) {
    yield { key: key.slice(location.prefix.length), bytes, modifiedAt, isTemporary: false };
  }
}
