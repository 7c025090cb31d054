import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileKernel, kernelModule, kernelPage } from '../../../../scripts/lib/compileWasm.mjs';
import { resizeFilters } from '../../../../src/config/modelCard.ts';
import type { RgbImage } from '../../../../src/imaging/decode.ts';
import { plainPasses } from '../../../../src/imaging/resample/plainPasses.ts';
import { resize } from '../../../../src/imaging/resample/resize.ts';
import { simdPasses } from '../../../../src/imaging/resample/simdPasses.ts';
import { noise } from '../noise.ts';

test('this machine has SIMD: nothing below compares the plain passes with themselves', () => {
  expect(simdPasses).toBeDefined();
});

/** Of two pictures: comparing long arrays element by element takes the test runner seconds. */
const equalBytes = (a: RgbImage, b: RgbImage): boolean => Buffer.compare(a.data, b.data) === 0;

const side = fc.integer({ min: 1, max: 90 });
const unit = { min: 0, max: 1, noNaN: true };

test('the bytes are those of the plain passes, whatever the sizes, the filter and the region', () => {
  fc.assert(
    fc.property(
      fc.record({ width: side, height: side, toWidth: side, toHeight: side, seed: fc.nat() }),
      fc.constantFrom(...resizeFilters),
      fc.tuple(fc.double(unit), fc.double(unit), fc.double(unit), fc.double(unit)),
      ({ width, height, toWidth, toHeight, seed }, filter, [left, top, right, bottom]) => {
        const source = noise(width, height, seed);
        const size = { width: toWidth, height: toHeight };
        const [x, columns] = part(toWidth, left, right);
        const [y, rows] = part(toHeight, top, bottom);
        const region = { left: x, top: y, width: columns, height: rows };
        const plain = resize(source, size, region, filter, plainPasses);
        expect(equalBytes(resize(source, size, region, filter, simdPasses), plain)).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

/** A part of `length` positions that holds one at least. */
function part(length: number, from: number, to: number): [start: number, length: number] {
  const start = Math.floor(from * (length - 1));
  return [start, 1 + Math.floor(to * (length - 1 - start))];
}

test('a photograph of several strips, and one after a larger one', () => {
  for (const [width, height] of [
    [3000, 900],
    [640, 427],
  ] as const) {
    const source = noise(width, height);
    const size = { width: 512, height: 256 };
    const region = { left: 100, top: 16, width: 224, height: 224 };
    const plain = resize(source, size, region, 'bicubic', plainPasses);
    expect(equalBytes(resize(source, size, region, 'bicubic', simdPasses), plain)).toBe(true);
  }
});

test('a picture whose rows would not fit the kernel’s memory is resized all the same', () => {
  const source = { width: 1, height: 110_000, data: new Uint8Array(330_000).map((_, index) => index % 251) };
  const size = { width: 224, height: 1 };
  const whole = { left: 0, top: 0, ...size };
  const plain = resize(source, size, whole, 'bilinear', plainPasses);
  expect(equalBytes(resize(source, size, whole, 'bilinear', simdPasses), plain)).toBe(true);
});

test('the kernel in src is what its source gives', () => {
  expect(readFileSync(kernelModule, 'utf8')).toBe(kernelPage(compileKernel()));
});
