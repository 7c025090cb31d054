import { createHash } from 'node:crypto';
import { foldedKey } from './foldedKey.ts';

/**
 * Keys that were seen, by 52 bits of a hash: about 50 bytes a key however long it is, so that a million keys are not held.
 * Two different keys meet once in ten thousand lists of a million; whoever asks compares the lines themselves then.
 */
export class KeyRegister {
  private readonly lines = new Map<number, number>();

  /** Line of an earlier key that is equal when case and accents' spelling are ignored (or has its hash), else undefined. */
  add(key: string, line: number): number | undefined {
    const hash = hashOf(foldedKey(key));
    const earlier = this.lines.get(hash);
    if (earlier === undefined) this.lines.set(hash, line);
    return earlier;
  }
}

const hashOf = (text: string): number =>
  Number(createHash('sha256').update(text).digest().readBigUInt64BE(0) >> 12n);
