import { isS3Url } from '../../storage/s3/location.ts';
import { bucketFile } from './bucketFile.ts';
import { localFile } from './localFile.ts';
import type { SourceFile } from './sourceFile.ts';

/** @param name a path or `s3://bucket/key`. Throws SOURCE_NOT_FOUND, and what the store throws. */
export const openSourceFile = (name: string): Promise<SourceFile> =>
  isS3Url(name) ? bucketFile(name) : localFile(name);
