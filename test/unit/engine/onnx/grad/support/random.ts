/** Seeded numbers, so that a failure can be repeated. */

/** mulberry32: uniform in 0..1 (1 excluded). */
export function randomGenerator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Uniform in -1..1. */
export const uniform = (count: number, random: () => number): Float32Array =>
  Float32Array.from({ length: count }, () => random() * 2 - 1);

/** A stable seed from a text. */
export const seedFor = (text: string): number =>
  Array.from(text).reduce((sum, letter) => Math.imul(sum, 31) + letter.codePointAt(0)!, 7);
