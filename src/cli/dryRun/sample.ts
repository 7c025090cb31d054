import { createHash } from 'node:crypto';
import type { ManifestEntry } from '../../config/runRequest.ts';

export interface Survey {
  readonly images: number;
  readonly bytes: number;
  /** Chosen by the hashes of their keys, so that the same data set gives the same ones; in the order of the source. */
  readonly sample: readonly ManifestEntry[];
}

/** Counts a source, and keeps the `size` entries whose keys have the smallest hashes. Streamed. */
export async function survey(entries: AsyncIterable<ManifestEntry>, size: number): Promise<Survey> {
  let images = 0;
  let bytes = 0;
  let kept: { readonly hash: string; readonly index: number; readonly entry: ManifestEntry }[] = [];
  for await (const entry of entries) {
    const index = images++;
    bytes += entry.bytes;
    const hash = createHash('sha256').update(entry.key).digest('hex');
    if (kept.length === size && hash >= kept.at(-1)!.hash) continue;
    kept.push({ hash, index, entry });
    kept.sort((a, b) => (a.hash < b.hash ? -1 : 1));
    kept = kept.slice(0, size);
  }
  kept.sort((a, b) => a.index - b.index);
  return { images, bytes, sample: kept.map(({ entry }) => entry) };
}
