import { expect, test } from 'vitest';
import { largestDifference, normDifference } from '../../../src/check/differences.ts';

const row = (...values: number[]) => ({ data: Float32Array.from(values), shape: [values.length] });

test('differences are shares of what is compared with', () => {
  expect(largestDifference(row(1, 5), row(1, 4))).toBe(0.25);
  expect(normDifference(row(3, 5), row(3, 4))).toBeCloseTo(0.2);
  for (const difference of [largestDifference, normDifference])
    expect(difference(row(0, 0), row(0, 0))).toBe(0);
});

test.each([
  [row(NaN), row(1)],
  [row(1), row(NaN)],
  [row(Infinity), row(1)],
  [row(1, 2), row(1)],
  [row(1), row(0)],
])('no number, another length or nothing to compare with is no small difference', (a, b) => {
  expect(largestDifference(a, b)).toBe(Infinity);
  expect(normDifference(a, b)).toBe(Infinity);
});
