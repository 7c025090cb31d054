/**
 * The frozen list of a run's images: `manifest/part-*.jsonl`, one line an image, in order. A part holds whole shards, so
 * that a worker reads one part to know a shard.
 */
import { parseAs, parseJson } from '../config/parse.ts';
import { manifestEntrySchema, type ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import { keepLast } from '../keepLast.ts';
import { keys } from './keys.ts';
import type { ObjectStore } from './objectStore.ts';
import type { RunFile } from './runFile.ts';

const mostLinesPerPart = 10_000;

/** Lines of every part but the last: the largest whole number of shards within the bound. */
export const linesPerPart = (shardSize: number): number =>
  Math.floor(mostLinesPerPart / shardSize) * shardSize;

export const encodeManifestPart = (entries: readonly ManifestEntry[]): Uint8Array =>
  new TextEncoder().encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

/** Throws RUN_UNKNOWN where the part is not in the store, STORE_CORRUPT where it is none of ours. */
export async function readManifestPart(
  store: ObjectStore,
  run: string,
  part: number,
): Promise<ManifestEntry[]> {
  const key = keys.manifest(run, part);
  const bytes = await store.get(key);
  if (bytes === undefined) {
    throw new CamlineError('RUN_UNKNOWN', `Expected the manifest at ${store.address(key)}: it is not there.`);
  }
  const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean);
  return lines.map((line, index) => {
    const where = `${key}, line ${index + 1}`;
    return parseAs(manifestEntrySchema, parseJson(line, 'STORE_CORRUPT', where), 'STORE_CORRUPT', where);
  });
}

/** Every line of a run's manifest in order, one part in memory at a time. */
export async function* readManifest(
  store: ObjectStore,
  { run, images, request }: Pick<RunFile, 'run' | 'images' | 'request'>,
): AsyncGenerator<ManifestEntry> {
  const parts = Math.ceil(images / linesPerPart(request.shardSize));
  for (let part = 0; part < parts; part++) yield* await readManifestPart(store, run, part);
}

const partsKept = 2;

/** Gives the manifest lines of any shard of a run. */
export type ShardReader = (shard: number) => Promise<ManifestEntry[]>;

/**
 * Reads a part once for the shards that follow each other in it; parts of the last two are kept. The reader throws
 * SOURCE_CHANGED where the manifest holds another number of lines than `run.json` says.
 */
export function shardReader(
  store: ObjectStore,
  file: Pick<RunFile, 'run' | 'images' | 'request'>,
): ShardReader {
  const size = file.request.shardSize;
  const perPart = linesPerPart(size);
  const part = keepLast(partsKept, (index: number) => readManifestPart(store, file.run, index));

  return async (shard) => {
    const from = shard * size;
    const expected = Math.min(size, file.images - from);
    const lines = (await part(Math.floor(from / perPart))).slice(from % perPart, (from % perPart) + size);
    if (lines.length === expected) return lines;
    throw new CamlineError(
      'SOURCE_CHANGED',
      `Expected ${expected} images in shard ${shard} of run "${file.run}", the manifest holds ${lines.length}: ` +
        'it was frozen twice from different folders. Start a new run with --run.',
    );
  };
}
