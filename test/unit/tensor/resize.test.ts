import fc from 'fast-check';
import { scale } from '../../../src/tensor/scale.ts';
import { describe, expect, test } from 'vitest';
import { resizeAndScaleMaps, resizeMaps } from '../../../src/tensor/resize.ts';

/** Straight from the definition: one pixel at a time. */
function slowPixel(map: number[][], row: number, column: number, rows: number, columns: number): number {
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const y = clamp(((row + 0.5) * map.length) / rows - 0.5, map.length - 1);
  const x = clamp(((column + 0.5) * map[0]!.length) / columns - 0.5, map[0]!.length - 1);
  let sum = 0;
  map.forEach((line, r) =>
    line.forEach((value, c) => {
      sum += value * Math.max(0, 1 - Math.abs(y - r)) * Math.max(0, 1 - Math.abs(x - c));
    }),
  );
  return sum;
}

describe('resizeMaps', () => {
  test('equals the definition for any pair of sizes', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.infiniteStream(fc.float({ min: -2, max: 2, noNaN: true })),
        (h, w, H, W, stream) => {
          const map = Array.from({ length: h }, () => Array.from({ length: w }, () => stream.next().value));
          const out = resizeMaps({ data: Float32Array.from(map.flat()), shape: [1, h, w] }, H, W);
          expect(out.shape).toEqual([1, H, W]);
          for (let row = 0; row < H; row++) {
            for (let column = 0; column < W; column++) {
              expect(out.data[row * W + column]).toBeCloseTo(slowPixel(map, row, column, H, W), 5);
            }
          }
        },
      ),
    );
  });

  test('keeps maps apart', () => {
    const out = resizeMaps({ data: Float32Array.of(1, 1, 1, 1, 5, 5, 5, 5), shape: [2, 2, 2] }, 3, 3);
    expect([...out.data.subarray(0, 9)]).toEqual(new Array(9).fill(1));
    expect([...out.data.subarray(9)]).toEqual(new Array(9).fill(5));
  });
});

test('resizeAndScaleMaps gives to the bit what resizing and scaling one after the other give', () => {
  const size = fc.integer({ min: 1, max: 9 });
  const stream = fc.infiniteStream(fc.float({ min: -2, max: 2, noNaN: true }));
  fc.assert(
    fc.property(size, size, size, size, stream, (h, w, H, W, values) => {
      const maps = {
        data: Float32Array.from({ length: 2 * h * w }, () => values.next().value),
        shape: [2, h, w],
      };
      const expected = resizeMaps(maps, H, W);
      for (const map of [0, 1]) scale(expected.data.subarray(map * H * W, (map + 1) * H * W));
      expect(resizeAndScaleMaps(maps, H, W)).toEqual(expected);
    }),
  );
});
