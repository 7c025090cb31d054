import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { conjugateGradients, solverOf } from '../../../../src/metrics/imputation/conjugateGradients.ts';
import { impute } from '../../../../src/metrics/imputation/impute.ts';
import { newGrid } from '../../../../src/metrics/imputation/level.ts';
import { levelsOf } from '../../../../src/metrics/imputation/transfer.ts';
import { uniforms } from '../../../../src/tensor/random.ts';

/** The paper's system written out, one equation a missing pixel, solved by elimination. */
function slowTwin(plane: Float32Array, isMissing: Uint8Array, rows: number, columns: number): number[] {
  const missing = [...isMissing.keys()].filter((pixel) => isMissing[pixel] === 1);
  const left = Matrix.zeros(missing.length, missing.length);
  const right = Matrix.zeros(missing.length, 1);
  missing.forEach((pixel, equation) => {
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    for (const down of [-1, 0, 1])
      for (const across of [-1, 0, 1]) {
        const [y, x] = [row + down, column + across];
        if ((down === 0 && across === 0) || y < 0 || x < 0 || y >= rows || x >= columns) continue;
        const weight = down === 0 || across === 0 ? 1 / 6 : 1 / 12;
        const neighbour = y * columns + x;
        left.set(equation, equation, left.get(equation, equation) + weight);
        if (isMissing[neighbour] === 1) {
          const other = missing.indexOf(neighbour);
          left.set(equation, other, left.get(equation, other) - weight);
        } else right.set(equation, 0, right.get(equation, 0) + weight * plane[neighbour]!);
      }
  });
  const values = missing.length === 0 ? [] : solve(left, right).to1DArray();
  const out = [...plane];
  missing.forEach((pixel, equation) => (out[pixel] = values[equation]!));
  return out;
}

const scene = (rows: number, columns: number, share: number, seed: number) => {
  const size = rows * columns;
  const image = Float32Array.from(uniforms(seed, 3 * size), (value) => 4 * value - 2);
  const isMissing = Uint8Array.from(uniforms(seed + 1, size), (value) => (value < share ? 1 : 0));
  return { image, isMissing };
};

const largestDifference = (left: ArrayLike<number>, right: ArrayLike<number>): number =>
  Math.max(...Array.from(left, (value, index) => Math.abs(value - right[index]!)));

describe('impute', () => {
  test('equals elimination, whatever is missing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 14 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(1e6),
        (rows, columns, share, seed) => {
          const { image, isMissing } = scene(rows, columns, share, seed);
          if (isMissing.every((flag) => flag === 1)) return;
          const filled = image.slice();
          expect(impute(filled, isMissing, rows, columns)).toBe(true);
          for (let from = 0; from < image.length; from += rows * columns) {
            const to = from + rows * columns;
            const wanted = slowTwin(image.subarray(from, to), isMissing, rows, columns);
            expect(largestDifference(filled.subarray(from, to), wanted)).toBeLessThan(5e-3);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a hole with a single known pixel takes its value everywhere', () => {
    const image = new Float32Array(30 * 40).fill(7);
    image[500] = -1.5;
    const isMissing = new Uint8Array(image.length).fill(1);
    isMissing[500] = 0;
    expect(impute(image, isMissing, 30, 40)).toBe(true);
    expect(largestDifference(image, new Array<number>(image.length).fill(-1.5))).toBeLessThan(1e-3);
  });

  test('nothing missing: nothing changes; everything missing: nothing can be said', () => {
    const { image } = scene(6, 5, 0, 3);
    const same = image.slice();
    expect(impute(same, new Uint8Array(30), 6, 5)).toBe(true);
    expect(impute(same, new Uint8Array(30).fill(1), 6, 5)).toBe(false);
    expect(same).toEqual(image);
  });
});

test('the solver comes to the exact solution when it is asked to, in few steps on a large hole', () => {
  const [rows, columns] = [224, 224];
  const isMissing = new Uint8Array(rows * columns).fill(1);
  for (let row = 0; row < rows; row++) isMissing[row * columns] = 0;
  const levels = levelsOf(isMissing, rows, columns);
  const grid = newGrid(levels[0]!);
  // Only the left edge is known, and it is the same everywhere: so is the solution.
  for (let row = 0; row < rows; row++) grid[(row + 1) * (columns + 2) + 1] = 1;
  const iterations = conjugateGradients(solverOf(levels), grid, 1e-9);
  expect(iterations).toBeLessThan(40);
  const filled = Array.from({ length: rows * columns }, (_, pixel) => {
    const row = Math.floor(pixel / columns);
    return grid[(row + 1) * (columns + 2) + 1 + (pixel % columns)]!;
  });
  expect(largestDifference(filled, new Array<number>(filled.length).fill(1))).toBeLessThan(1e-6);
});
