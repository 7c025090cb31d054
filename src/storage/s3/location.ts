/** `s3://bucket/prefix` as people write it. Pure. */
import { CamlineError } from '../../errors.ts';

export interface S3Location {
  readonly bucket: string;
  /** "" or ends with "/": a prefix is a folder. */
  readonly prefix: string;
}

export const isS3Url = (location: string): boolean => /^s3:\/\//i.test(location);

/** Letters, digits, dots, dashes and underscores: what AWS takes now, and what older servers do. */
const bucketName = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/** Throws CONFIG_INVALID; what may be a secret is not repeated. */
export function s3Location(url: string): S3Location {
  const { bucket, key } = s3Object(url);
  const prefix = key.replace(/\/+$/, '');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** `s3://bucket/a/b.csv` → the bucket and the key "a/b.csv". Throws as `s3Location`. */
export function s3Object(url: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/*(.*)$/is.exec(url) ?? [];
  if (bucketName.test(bucket)) return { bucket, key };
  throw new CamlineError(
    'CONFIG_INVALID',
    bucket.includes('@')
      ? 'Expected s3://bucket/prefix without a user part: credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), a profile or a role.'
      : `Expected s3://bucket/prefix with a bucket of 3 to 255 of A-Z a-z 0-9 . _ -, received "${url}".`,
  );
}

export const s3Url = ({ bucket, prefix }: S3Location): string =>
  `s3://${bucket}/${prefix}`.replace(/\/$/, '');
