import fc from 'fast-check';
import { expect, test } from 'vitest';
import { colourMap, colourMapNames } from '../../../../src/imaging/colourMap.ts';
import { plainMix } from '../../../../src/imaging/mix/plainMix.ts';
import { simdMix } from '../../../../src/imaging/mix/simdMix.ts';
import { noise } from '../noise.ts';

test('this machine has SIMD: nothing below compares the plain mixing with itself', () => {
  expect(simdMix).toBeDefined();
});

test('the bytes are those of the plain mixing, whatever is mixed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.nat(),
      fc.integer({ min: 0, max: 8 }),
      fc.constantFrom(...colourMapNames),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (pixels, seed, darker, name, weight) => {
        const picture = noise(pixels, 1, seed).data.map((byte) => byte >> darker);
        const heat = noise(pixels, 1, seed + 1).data.subarray(0, pixels);
        const plain = plainMix(heat, picture, colourMap(name), weight);
        expect(Buffer.compare(simdMix!(heat, picture, colourMap(name), weight), plain)).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('every colour with every byte', () => {
  const heat = Uint8Array.from({ length: 65_536 }, (_, index) => index >> 8);
  const picture = Uint8Array.from({ length: 3 * 65_536 }, (_, index) => Math.floor(index / 3) & 255);
  for (const weight of [0.5, 0.3]) {
    const plain = plainMix(heat, picture, colourMap('jet'), weight);
    expect(Buffer.compare(simdMix!(heat, picture, colourMap('jet'), weight), plain)).toBe(0);
  }
});

test('black stays black, also a lot of it', () => {
  const black = new Uint8Array(3 * 50);
  expect(simdMix!(new Uint8Array(50), black, new Uint8Array(768), 0.5)).toEqual(black);
  const pixels = 2_600_000; // more than the kernel's memory takes
  const grey = new Uint8Array(3 * pixels).fill(200);
  expect(simdMix!(new Uint8Array(pixels), grey, colourMap('jet'), 0.5).subarray(0, 3)).toEqual(
    plainMix(new Uint8Array(2), grey.subarray(0, 6), colourMap('jet'), 0.5).subarray(0, 3),
  );
});
