import type { ManifestEntry } from '../config/runRequest.ts';
import { keys } from '../storage/keys.ts';
import { encodeManifestPart, linesPerPart } from '../storage/manifest.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/**
 * Writes the list of the run's images in parts and answers how many they are. To be called before `run.json` is there:
 * parts that an interrupted attempt left behind are replaced. One part is in memory at a time.
 */
export async function freezeManifest(
  store: ObjectStore,
  run: string,
  entries: AsyncIterable<ManifestEntry>,
  shardSize: number,
): Promise<number> {
  let images = 0;
  let part = 0;
  for await (const lines of chunked(entries, linesPerPart(shardSize))) {
    await store.put(keys.manifest(run, part++), encodeManifestPart(lines));
    images += lines.length;
  }
  return images;
}

async function* chunked<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
