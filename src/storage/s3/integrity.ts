/**
 * Whether the bytes that came are those that were stored. What camline writes carries its SHA-256 as metadata, which every
 * server keeps; what others wrote is checked against the ETag where that is an MD5.
 */
import { createHash } from 'node:crypto';

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const md5Base64 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

/** Name of the metadata: `x-amz-meta-camline-sha256` on the wire. */
export const sha256Field = 'camline-sha256';

/** What a server says about an object beside its bytes. */
export interface Claims {
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly etag: string | undefined;
  /** 'aws:kms' and the like: then the ETag is no MD5 although it looks like one. */
  readonly encryption: string | undefined;
}

export interface Damage {
  /** Which claim the bytes do not fulfil. */
  readonly claim: 'sha256' | 'etag';
  /** For a person. */
  readonly problem: string;
}

/** What is wrong, or undefined. An object without any claim passes. */
export function damage(bytes: Uint8Array, { metadata, etag, encryption }: Claims): Damage | undefined {
  const sha256 = metadata?.[sha256Field];
  if (sha256 !== undefined) {
    if (sha256Hex(bytes) === sha256) return undefined;
    return { claim: 'sha256', problem: 'its bytes do not have the SHA-256 they were stored with' };
  }
  const md5 = plainMd5(etag, encryption);
  if (md5 === undefined || createHash('md5').update(bytes).digest('hex') === md5) return undefined;
  return { claim: 'etag', problem: 'its bytes do not have the MD5 that its ETag tells' };
}

/** Of an upload in one part, unencrypted or encrypted by S3's own keys; others' ETags are no hash of the bytes. */
function plainMd5(etag: string | undefined, encryption: string | undefined): string | undefined {
  if (encryption !== undefined && encryption !== 'AES256') return undefined;
  return /^"?([0-9a-f]{32})"?$/.exec(etag ?? '')?.[1];
}
