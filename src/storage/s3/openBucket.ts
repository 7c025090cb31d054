import type { Bucket } from './bucket.ts';
import { s3SettingsHere, type S3Settings } from './settings.ts';

/**
 * A bucket that is opened when it is asked for first, and then kept: who uses directories neither loads Amazon's library nor
 * reads its settings.
 */
export function openBucket(
  name: string,
  settings: () => Promise<S3Settings> = s3SettingsHere,
): () => Promise<Bucket> {
  let opening: Promise<Bucket> | undefined;
  return () => (opening ??= opened(name, settings));
}

async function opened(name: string, settings: () => Promise<S3Settings>): Promise<Bucket> {
  const known = await settings();
  const { Bucket } = await import('./bucket.ts');
  return new Bucket(name, known);
}
