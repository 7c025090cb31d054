import { writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { isModelJson } from '../config/modelFile.ts';
import { tooLarge } from '../engine/externalFiles.ts';
import { openBucket } from '../storage/s3/openBucket.ts';
import { s3Object } from '../storage/s3/location.ts';
import { plainName } from './plainName.ts';
import type { Origin } from './origin.ts';

/** `s3://bucket/key` of a model file, or of the folder of a model.json. Throws CONFIG_INVALID, and as the bucket does. */
export async function s3Origin(url: string): Promise<Origin> {
  const { bucket: name, key: given } = s3Object(url);
  const bucket = await openBucket(name)();
  const key = await modelKey(given, async (candidate) => (await bucket.find(candidate)) !== undefined);
  const address = bucket.address(key);
  return {
    address,
    name: plainName(posix.basename(key), address),
    fetch: async (path, target, budget) => {
      const wanted = path === '' ? key : posix.join(posix.dirname(key), path);
      const found = await bucket.find(wanted);
      if (found === undefined) return false;
      if (found.bytes > budget.left) throw tooLarge(address);
      const bytes = await bucket.get(wanted);
      if (bytes === undefined) return false;
      if (bytes.length > budget.left) throw tooLarge(address);
      budget.left -= bytes.length;
      await writeFile(target, bytes);
      return true;
    },
  };
}

/** A key that is no object stands for the model.json below it. */
async function modelKey(key: string, isThere: (key: string) => Promise<boolean>): Promise<string> {
  const folder = key.replace(/\/+$/, '');
  const inside = folder === '' ? 'model.json' : `${folder}/model.json`;
  if (key === '' || key.endsWith('/')) return inside;
  if (isModelJson(key) || key.toLowerCase().endsWith('.onnx') || (await isThere(key))) return key;
  return (await isThere(inside)) ? inside : key;
}
