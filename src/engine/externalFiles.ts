/** Weights beside the model file. Their places are named by the file, so each is confined to the model's folder. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { withoutCredentials } from '../config/withoutCredentials.ts';
import { CamlineError } from '../errors.ts';
import { isInside } from '../isInside.ts';

export interface ExternalFile {
  readonly location: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads each of `locations` once, in their order. Throws MODEL_EXTERNAL_DATA for one that leaves the model's folder (also
 * through a link) or that is missing, MODEL_TOO_LARGE where all together exceed `bytesLeft`.
 */
export async function readExternalFiles(
  modelPath: string,
  locations: readonly string[],
  bytesLeft: number,
): Promise<ExternalFile[]> {
  const files: ExternalFile[] = [];
  let left = bytesLeft;
  for (const location of new Set(locations)) {
    const path = await confinedPath(modelPath, location);
    left -= (await stat(path)).size;
    if (left < 0) throw tooLarge(modelPath);
    files.push({ location, bytes: await readFile(path) });
  }
  return files;
}

/** Of a model file and its weights: a protobuf message cannot be larger, and weights are decoded in memory. */
export const largestModelBytes = 2 ** 31 - 1;

export const tooLarge = (modelPath: string): CamlineError =>
  new CamlineError(
    'MODEL_TOO_LARGE',
    `${modelPath} and its external data are larger than a model may be (2 GiB). Use a smaller model.`,
  );

async function confinedPath(modelPath: string, location: string): Promise<string> {
  checkLocation(modelPath, location);
  const folder = await realpath(dirname(modelPath));
  const path = await realpath(resolve(folder, location)).catch((cause: unknown) => {
    const message = `${modelPath} keeps weights in "${location}", which is not beside it. Copy that file into the same folder.`;
    throw new CamlineError('MODEL_EXTERNAL_DATA', message, { cause });
  });
  if (!isInside(folder, path)) throw outside(modelPath, location);
  if (!(await stat(path)).isFile()) throw outside(modelPath, location);
  return path;
}

/** Throws MODEL_EXTERNAL_DATA for a place that is not in the model's folder, by its text alone. */
export function checkLocation(modelPath: string, location: string): void {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) throw notFetched(modelPath, location);
  if (leavesFolder(location)) throw outside(modelPath, location);
}

/** Judged on the text, with both kinds of slash, before the file system is asked. */
const leavesFolder = (location: string): boolean =>
  location === '' ||
  location.includes('\0') ||
  isAbsolute(location) ||
  /^[A-Za-z]:|^\\/.test(location) ||
  location.split(/[/\\]/).includes('..');

const notFetched = (modelPath: string, location: string): CamlineError =>
  new CamlineError(
    'MODEL_EXTERNAL_DATA',
    `${modelPath} names weights at ${JSON.stringify(withoutCredentials(location))}: URLs are not fetched. ` +
      'Download the file beside the model, and name it there without the URL.',
  );

const outside = (modelPath: string, location: string): CamlineError =>
  new CamlineError(
    'MODEL_EXTERNAL_DATA',
    `${modelPath} names external data at ${JSON.stringify(location)}. ` +
      'Expected a file inside the model\'s own folder: absolute paths, ".." and links that lead out are refused.',
  );
