/** The files of a TensorFlow.js model: `model.json` and the shards that it names. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { CamlineError } from '../../../errors.ts';
import { largestModelBytes, readExternalFiles, tooLarge } from '../../externalFiles.ts';
import { parseModelJson, type ModelJson } from './modelJson.ts';
import { readWeights, type Weights } from './readWeights.ts';

export interface ModelFiles {
  readonly json: ModelJson;
  readonly weights: Weights;
  /** Over model.json and the shards in the order of the manifest. */
  readonly sha256: string;
  /** model.json, then the shards: paths from the model's folder, with `/`. */
  readonly files: readonly string[];
  /** Bytes of each path of the manifest, in its order. */
  readonly shards: readonly Uint8Array[];
  /** Of all together. */
  readonly bytes: number;
}

/**
 * @param path of the model.json
 * @throws MODEL_NOT_FOUND, MODEL_INVALID, MODEL_TOO_LARGE, and MODEL_EXTERNAL_DATA for a shard that is missing or outside
 * the model's folder
 */
export async function readModelFiles(path: string): Promise<ModelFiles> {
  const bytes = await readJsonFile(path);
  const json = parseModelJson(bytes.toString('utf8'), path);
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const shards = await readExternalFiles(path, paths, largestModelBytes - bytes.length);
  const hash = createHash('sha256').update(bytes);
  for (const shard of shards) hash.update(shard.bytes);
  const byLocation = new Map(shards.map((shard) => [shard.location, shard.bytes]));
  return {
    json,
    weights: readWeights(json.weightsManifest, byLocation, path),
    sha256: hash.digest('hex'),
    files: [basename(path), ...shards.map(({ location }) => posix.normalize(location))],
    shards: paths.map((location) => byLocation.get(location)!),
    bytes: shards.reduce((sum, shard) => sum + shard.bytes.length, bytes.length),
  };
}

/** All weights one behind the other, as TensorFlow.js takes them: a copy. */
export function weightData({ shards }: ModelFiles): ArrayBuffer {
  const joined = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const shard of shards) {
    joined.set(shard, at);
    at += shard.length;
  }
  return joined.buffer;
}

async function readJsonFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > largestModelBytes) throw tooLarge(path);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof CamlineError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : message;
    throw new CamlineError('MODEL_NOT_FOUND', `Cannot read the model ${path}: ${why}.`, { cause });
  }
}
