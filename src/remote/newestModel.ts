import { openBucket } from '../storage/s3/openBucket.ts';
import { s3Location } from '../storage/s3/location.ts';

/** A model file of the prefix, or the model.json of a folder right below it. */
const isModel = (path: string): boolean => /^[^/]+\.onnx$/i.test(path) || /^[^/]+\/model\.json$/.test(path);

/** Address of the model below `s3://bucket/prefix` that was written last; null where there is none. */
export async function newestModel(url: string): Promise<string | null> {
  const { bucket: name, prefix } = s3Location(url);
  const bucket = await openBucket(name)();
  let newest: { readonly key: string; readonly modifiedAt: Date } | null = null;
  for await (const found of bucket.list(prefix)) {
    if (!isModel(found.key.slice(prefix.length))) continue;
    // Keys come in order: of two of the same moment the later name counts.
    if (newest === null || found.modifiedAt >= newest.modifiedAt) newest = found;
  }
  return newest === null ? null : bucket.address(newest.key);
}
