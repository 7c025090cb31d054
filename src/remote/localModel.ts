/** The door of this folder: whatever names a model becomes a file on this machine. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import { userCacheFolder } from '../config/environment.ts';
import { modelFile } from '../config/modelFile.ts';
import { readSettings } from '../config/readSettings.ts';
import { companionFiles } from '../engine/companionFiles.ts';
import { checkLocation, largestModelBytes } from '../engine/externalFiles.ts';
import { CamlineError } from '../errors.ts';
import { fetchCards } from './fetchCards.ts';
import { keepModel } from './keepModel.ts';
import { modelLocation } from './location.ts';
import type { Budget, Origin } from './origin.ts';
import { s3Origin } from './s3Origin.ts';
import { urlOrigin } from './urlOrigin.ts';

export interface LocalModel {
  /** Of the model file on this machine, absolute. */
  readonly path: string;
  /** What requests and messages name it: the same path, or its address elsewhere, without credentials. */
  readonly origin: string;
}

/**
 * A path (of a file, or the folder of a `model.json`), `s3://bucket/key` or an `https://` address that the settings allow. What
 * lies elsewhere is fetched whole, weights and model card included, into `cache` (default: in the user's cache folder), in a
 * folder named by the model's hash, where workers of this machine find it; `#sha256=…` behind the address is verified.
 *
 * @throws MODEL_NOT_FOUND, MODEL_CHANGED (another hash), MODEL_TOO_LARGE, MODEL_EXTERNAL_DATA (weights that do not lie beside
 * the model), MODEL_INVALID, CONFIG_INVALID (an address that is not allowed), STORE_UNAVAILABLE
 */
export async function localModel(given: string, cache: string = ownCache()): Promise<LocalModel> {
  const { kind, place, sha256 } = modelLocation(given);
  if (kind === 'path') {
    const path = await modelFile(resolve(place));
    return { path, origin: path };
  }
  const origin = kind === 's3' ? await s3Origin(place) : urlOrigin(place, (await readSettings()).settings);
  return { path: await fetched(origin, sha256, cache), origin: origin.address };
}

function ownCache(): string {
  const folder = userCacheFolder();
  if (folder !== null) return join(folder, 'models');
  throw new CamlineError(
    'CONFIG_INVALID',
    'Expected a folder for models that are fetched, found no home of the user: give one, or set XDG_CACHE_HOME.',
  );
}

async function fetched(origin: Origin, sha256: string | null, cache: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'new-'));
  try {
    const files = await fetchFiles(origin, folder, { left: largestModelBytes });
    const found = await hashOf(files.map((file) => join(folder, file)));
    if (sha256 !== null && found !== sha256) throw changed(origin, found, sha256);
    const cards = await fetchCards(origin, folder);
    return await keepModel({ folder, files, cards, sha256: found }, cache, hashOf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The model file and what it names beside it, in its order: names in `folder`. */
async function fetchFiles(origin: Origin, folder: string, budget: Budget): Promise<string[]> {
  const { name, address } = origin;
  const main = join(folder, name);
  if (!(await origin.fetch('', main, budget))) {
    throw new CamlineError(
      'MODEL_NOT_FOUND',
      `Cannot read the model ${address}: there is nothing of that name.`,
    );
  }
  const files = [name];
  for (const location of await named(origin, main)) {
    checkLocation(address, location);
    const path = posix.normalize(location);
    const target = join(folder, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    if (!(await origin.fetch(path, target, budget))) throw notBeside(address, location);
    files.push(path);
  }
  return files;
}

/** Errors name the address, and not the folder that the file lies in meanwhile. */
async function named({ address }: Origin, main: string): Promise<readonly string[]> {
  return companionFiles(main).catch((error: unknown) => {
    if (!(error instanceof CamlineError)) throw error;
    throw new CamlineError(error.code, error.message.replaceAll(main, address), { cause: error });
  });
}

const notBeside = (address: string, location: string): CamlineError =>
  new CamlineError(
    'MODEL_EXTERNAL_DATA',
    `${address} keeps weights in "${location}", which is not beside it. Copy that file to the same place.`,
  );

const changed = ({ address }: Origin, found: string, expected: string): CamlineError =>
  new CamlineError(
    'MODEL_CHANGED',
    `Expected the model of SHA-256 ${expected} at ${address}, received ${found}. Give the hash of the model that is meant, or leave it out.`,
  );

/** As `ModelFacts.sha256`. */
async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
