import { safeImageKey } from './safeImageKey.ts';

/**
 * An image's key as the name of a WebDataset sample: what stands before the first dot of a member's last part. Dots there are
 * escaped, so that "1.jpg" and "1.png" are two samples and every member's extension says what it is, not what the photograph was.
 *
 * @source https://github.com/webdataset/webdataset#the-webdataset-format
 */
export function sampleName(key: string): string {
  const safe = safeImageKey(key);
  const start = safe.lastIndexOf('/') + 1;
  return safe.slice(0, start) + safe.slice(start).replaceAll('.', '%2E');
}
