import { createHash } from 'node:crypto';
import type { ManifestEntry } from '../config/runRequest.ts';
import { CamlineError } from '../errors.ts';
import { foldedKey } from './foldedKey.ts';
import { placesTaken } from './placesTaken.ts';

/**
 * Keys that were seen, by 52 bits of a hash: about 50 bytes a key however long it is, so that a million keys are not held.
 * Two different keys meet once in ten thousand lists of a million; whoever asks compares the keys themselves then.
 */
export class KeyRegister {
  private readonly images = new Map<number, number>();
  /** Where a folder stands in the way of an image's picture. */
  private readonly places = new Map<number, number>();

  /**
   * Line of an earlier key whose results would be in the way of this one's, or that has its hash; else undefined, and the
   * key is remembered.
   */
  add(key: string, line: number): number | undefined {
    const folded = foldedKey(key);
    const own = hashOf(folded);
    const taken = placesTaken(folded).map(hashOf);
    const earlier =
      this.images.get(own) ??
      this.places.get(own) ??
      taken.map((place) => this.images.get(place)).find((found) => found !== undefined);
    if (earlier !== undefined) return earlier;
    this.images.set(own, line);
    for (const place of taken) this.places.set(place, this.places.get(place) ?? line);
    return undefined;
  }
}

/**
 * The entries of a list, which must not be in each other's way. An earlier key is not held: the list is gone through again to
 * compare with it, which ends in an error nearly always.
 *
 * Throws KEY_INVALID with the words of `problem`.
 *
 * @param list begins anew with every call, and gives the same order
 * @param problem what a user is told. `how` is that of `collision`
 */
export async function* withoutCollisions(
  list: () => AsyncIterable<ManifestEntry>,
  problem: (key: string, how: string) => string,
): AsyncIterable<ManifestEntry> {
  const register = new KeyRegister();
  let count = 0;
  for await (const entry of list()) {
    const earlier = register.add(entry.key, count++);
    const other = earlier === undefined ? undefined : await keyAt(list(), earlier);
    const how = other === undefined ? undefined : collision(entry.key, other);
    if (how !== undefined) throw new CamlineError('KEY_INVALID', problem(entry.key, how));
    yield entry;
  }
}

/** How the results of two keys would be in each other's way, for a message; undefined where they would not. */
export function collision(key: string, other: string): string | undefined {
  const [own, others] = [foldedKey(key), foldedKey(other)];
  if (key === other) return 'repeats that';
  if (own === others) return `differs only in case or accents from ${JSON.stringify(other)}`;
  if (placesTaken(own).includes(others) || placesTaken(others).includes(own))
    return `has a folder and a picture in one place with ${JSON.stringify(other)}`;
  return undefined;
}

const hashOf = (text: string): number =>
  Number(createHash('sha256').update(text).digest().readBigUInt64BE(0) >> 12n);

/** Undefined where the list has become shorter meanwhile. */
async function keyAt(list: AsyncIterable<ManifestEntry>, place: number): Promise<string | undefined> {
  let index = 0;
  for await (const { key } of list) if (index++ === place) return key;
  return undefined;
}
