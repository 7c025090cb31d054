import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { damage, sha256Field } from '../../../../src/storage/s3/integrity.ts';

const bytes = Buffer.from('some bytes');
const md5 = createHash('md5').update(bytes).digest('hex');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const other = Buffer.from('other bytes');
const claims = { metadata: undefined, etag: undefined, encryption: undefined };

test.each([
  ['our own hash', { ...claims, metadata: { [sha256Field]: sha256 }, etag: 'anything' }, 'sha256'],
  ['an ETag that is an MD5', { ...claims, etag: `"${md5}"` }, 'etag'],
  ["one of S3's own encryption", { ...claims, etag: `"${md5}"`, encryption: 'AES256' }, 'etag'],
])('%s tells the object from another', (_what, given, claim) => {
  expect(damage(bytes, given)).toBeUndefined();
  expect(damage(other, given)).toMatchObject({ claim });
});

test.each([
  ['no claim', claims],
  ['an ETag of several parts', { ...claims, etag: `"${md5}-3"` }],
  ['an ETag under a key of the customer', { ...claims, etag: `"${md5}"`, encryption: 'aws:kms' }],
])('%s says nothing', (_what, given) => {
  expect(damage(other, given)).toBeUndefined();
});
