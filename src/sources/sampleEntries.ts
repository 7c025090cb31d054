import { createHash } from 'node:crypto';
import type { ManifestEntry, Sample } from '../config/runRequest.ts';

const hashBytes = 6;

/** Uniform over keys, the same for the same seed and key everywhere. */
export const sampleHash = (seed: number, key: string): number =>
  createHash('sha256').update(`${seed}\n${key}`).digest().readUIntBE(0, hashBytes);

interface Candidate {
  readonly hash: number;
  readonly place: number;
  readonly entry: ManifestEntry;
}

/**
 * The `size` entries with the smallest hashes, in their old order: the same images whatever else comes or goes. At most twice
 * as many are in memory.
 */
export async function* sampleEntries(
  entries: AsyncIterable<ManifestEntry>,
  { size, seed }: Sample,
): AsyncGenerator<ManifestEntry> {
  let kept: Candidate[] = [];
  let place = 0;
  for await (const entry of entries) {
    kept.push({ hash: sampleHash(seed, entry.key), place: place++, entry });
    if (kept.length >= 2 * size) kept = smallest(kept, size);
  }
  for (const { entry } of smallest(kept, size).sort((a, b) => a.place - b.place)) yield entry;
}

const smallest = (candidates: Candidate[], size: number): Candidate[] =>
  candidates.sort((a, b) => a.hash - b.hash || a.place - b.place).slice(0, size);
