import type { RgbImage } from '../../../src/imaging/decode.ts';

/** The bytes of a 32-bit linear congruential generator: the same as in test/fixtures/imaging/pil.py. */
export function noise(width: number, height: number, seed = 1): RgbImage {
  let state = seed;
  const data = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { data, width, height };
}
