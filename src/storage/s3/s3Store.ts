import { CamlineError } from '../../errors.ts';
import { checkKey, checkPrefix, invalidKey } from '../checkKey.ts';
import type { ObjectInfo, ObjectStore } from '../objectStore.ts';
import type { Bucket } from './bucket.ts';
import { s3Location, s3Url, type S3Location } from './location.ts';
import { openBucket } from './openBucket.ts';
import { probeBucket } from './probe.ts';
import { s3SettingsHere, type S3Settings } from './settings.ts';

/** Bytes of a key that all servers take, prefix included. */
const maxKeyBytes = 1024;

/** An `ObjectStore` below `s3://bucket/prefix`. Throws CONFIG_INVALID for another URL; nothing is asked of the server yet. */
export function s3Store(url: string, settings: () => Promise<S3Settings> = s3SettingsHere): ObjectStore {
  const location = s3Location(url);
  checkRoom(location);
  const keyOf = (key: string): string => prefixedKey(location, key);
  const bucket = openBucket(location.bucket, settings);
  /** A bad key rejects before anything is asked of the server. */
  const at = async <T>(key: string, ask: (bucket: Bucket, full: string) => Promise<T>): Promise<T> => {
    const full = keyOf(key);
    return ask(await bucket(), full);
  };
  const put = (key: string, bytes: Uint8Array): Promise<void> =>
    at(key, (bucket, full) => bucket.put(full, bytes));

  return {
    location: s3Url(location),
    address: (key) => `s3://${location.bucket}/${keyOf(key)}`,
    probe: () => at('camline-probe', probeBucket),
    put,
    putSoon: put,
    settle: () => Promise.resolve(), // what S3 has answered for is durable
    putNew: (key, bytes) => at(key, (bucket, full) => bucket.putNew(full, bytes)),
    get: (key) => at(key, (bucket, full) => bucket.get(full)),
    has: (key) => at(key, async (bucket, full) => (await bucket.find(full)) !== undefined),
    list: (prefix) => list(bucket, location, prefix),
    folders: async (folder) => {
      checkPrefix(folder);
      return (await bucket()).folders(location.prefix + folder);
    },
  };
}

/** Keys of ours take up to 800 bytes. */
const mostPrefixBytes = 200;

function checkRoom(location: S3Location): void {
  if (Buffer.byteLength(location.prefix) <= mostPrefixBytes) return;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected a prefix of at most ${mostPrefixBytes} bytes, so that keys have room below it, received ${s3Url(location)}.`,
  );
}

function prefixedKey({ prefix }: S3Location, key: string): string {
  checkKey(key);
  const full = prefix + key;
  if (Buffer.byteLength(full) <= maxKeyBytes) return full;
  throw invalidKey(full, `is longer than ${maxKeyBytes} bytes`);
}

async function* list(
  bucket: () => Promise<Bucket>,
  location: S3Location,
  prefix: string,
): AsyncGenerator<ObjectInfo> {
  checkPrefix(prefix);
  for await (const { key, bytes } of (await bucket()).list(location.prefix + prefix)) {
    const own = key.slice(location.prefix.length);
    if (isObject(own)) yield { key: own, bytes };
  }
}

/** Consoles mark "folders" with empty objects whose key ends with a slash; nothing of ours looks like that. */
function isObject(key: string): boolean {
  try {
    checkKey(key);
    return true;
  } catch (error) {
    if (error instanceof CamlineError) return false;
    throw error;
  }
}
