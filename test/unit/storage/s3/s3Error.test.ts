import { expect, test } from 'vitest';
import { CamlineError } from '../../../../src/errors.ts';
import { s3Error } from '../../../../src/storage/s3/s3Error.ts';

/** As Amazon's client throws. */
const thrown = (
  message: string,
  {
    name = 'Error',
    code,
    ...metadata
  }: { name?: string; code?: string; httpStatusCode?: number; attempts?: number } = {},
): Error =>
  Object.assign(new Error(message), { name, ...(code !== undefined && { code }), $metadata: metadata });

test.each([
  [
    thrown('', { name: 'NoSuchBucket', httpStatusCode: 404 }),
    'STORE_UNWRITABLE',
    /no such bucket.* \(NoSuchBucket, HTTP 404\)\.$/,
  ],
  [
    thrown('', { name: 'Unheard', httpStatusCode: 403 }),
    'STORE_UNWRITABLE',
    /access denied.*\(Unheard, HTTP 403\)/,
  ],
  [
    thrown('', { name: 'CredentialsProviderError' }),
    'CONFIG_INVALID',
    /no credentials were found; set AWS_ACCESS_KEY_ID.*\(CredentialsProviderError\)\.$/,
  ],
  [
    thrown('Region is missing'),
    'CONFIG_INVALID',
    /no region is known; name it with CAMLINE_S3_REGION or AWS_REGION\.$/,
  ],
  [thrown('', { name: 'KeyTooLongError', httpStatusCode: 400 }), 'KEY_INVALID', /too long/],
  [
    thrown('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED', attempts: 10 }),
    'STORE_UNAVAILABLE',
    /ECONNREFUSED 127\.0\.0\.1:1, 10 times; check CAMLINE_S3_ENDPOINT and that its server runs\.$/,
  ],
  [
    thrown('', { name: 'InternalError', httpStatusCode: 500 }),
    'STORE_UNAVAILABLE',
    /no answer \(InternalError, HTTP 500\)\.$/,
  ],
  ['a text', 'STORE_UNAVAILABLE', /a text \(unknown\)\.$/],
])('%s', (error, code, message) => {
  const told = s3Error(error, 'read', 's3://bucket/key');
  expect(told).toMatchObject({ code, cause: error });
  expect(told.message).toMatch(/^Cannot read s3:\/\/bucket\/key: /);
  expect(told.message).toMatch(message);
});

test('our own errors pass', () => {
  const own = new CamlineError('STORE_CORRUPT', 'damaged');
  expect(s3Error(own, 'read', 's3://bucket/key')).toBe(own);
});
