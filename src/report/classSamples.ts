/** Which images stand for a class in its mean map: spread over the data set by a hash of their keys, so many at most. Pure. */
import { sampleHash } from '../sources/sampleEntries.ts';
import type { CountedRecord } from '../storage/records.ts';

/** Maps in the mean of a class: an image costs 60 bytes while records are read, so a million 60 MB at the very most. */
export const mapsInMean = 64;
const seed = 0;

/** Where the record of an image lies; the record itself is read again when its maps are. */
export type SampledImage = Pick<CountedRecord, 'shard' | 'generation' | 'line'>;

export interface ClassSample {
  readonly index: number;
  /** Images that are explained for this class, those beyond the sample among them. */
  readonly images: number;
  readonly sampled: readonly SampledImage[];
}

interface Candidate extends SampledImage {
  readonly hash: number;
}

interface Group {
  images: number;
  candidates: Candidate[];
}

/** Of several classes that are explained for an image, the first counts: its prediction, its label, or what was asked for. */
export class ClassSamples {
  readonly #groups = new Map<number, Group>();

  add({ record, shard, generation, line }: CountedRecord): void {
    const first = record.status === 'ok' ? record.explanations[0] : undefined;
    if (first === undefined) return;
    const group = this.#groups.get(first.class) ?? { images: 0, candidates: [] };
    this.#groups.set(first.class, group);
    group.images++;
    group.candidates.push({ hash: sampleHash(seed, record.key), shard, generation, line });
    if (group.candidates.length >= 2 * mapsInMean) group.candidates = smallest(group.candidates);
  }

  /** The most frequent first, so many at most; and how many there are in all. */
  finish(most: number): { readonly classes: readonly ClassSample[]; readonly total: number } {
    const classes = [...this.#groups]
      .sort(([a, left], [b, right]) => right.images - left.images || a - b)
      .slice(0, most)
      .map(([index, { images, candidates }]) => ({ index, images, sampled: smallest(candidates) }));
    return { classes, total: this.#groups.size };
  }
}

const smallest = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.toSorted((a, b) => a.hash - b.hash).slice(0, mapsInMean);
