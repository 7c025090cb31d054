import { CamlineError } from '../../errors.ts';
import { s3Object } from '../../storage/s3/location.ts';
import { openBucket } from '../../storage/s3/openBucket.ts';
import type { S3Settings } from '../../storage/s3/settings.ts';
import type { SourceFile } from './sourceFile.ts';

/** A request for so many bytes at a time: what is in memory of a large file. */
const partBytes = 8 * 2 ** 20;

/** Throws SOURCE_NOT_FOUND where there is no such object, and what the store throws. */
export async function bucketFile(url: string, settings?: () => Promise<S3Settings>): Promise<SourceFile> {
  const { bucket: name, key } = s3Object(url);
  const bucket = await openBucket(name, settings)();
  const found = key === '' ? undefined : await bucket.find(key);
  if (found === undefined)
    throw new CamlineError('SOURCE_NOT_FOUND', `Expected an object at ${url}, found none.`);
  const { etag, bytes: size } = found;
  async function read(offset: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    const part = await bucket.get(key, { etag, range: { offset, length } });
    if (part?.length === length) return part;
    throw new CamlineError('SOURCE_CHANGED', `${url} was replaced or became shorter. Start a new run.`);
  }
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < size; at += partBytes) yield await read(at, Math.min(partBytes, size - at));
  }
  return { name: url, bytes: size, version: etag, chunks, read };
}
