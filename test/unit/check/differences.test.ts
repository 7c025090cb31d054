import { expect, test } from 'vitest';
import { largestDifference, normDifference, scoreDifference } from '../../../src/check/differences.ts';
import { samenessOf } from '../../../src/check/sameness.ts';

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

test('a class masked by -1e9 does not hide what happens to the others', () => {
  const scores = (...data: number[]) => ({ data: Float32Array.from(data), shape: [2, 3] });
  const file = scores(1, 2, -1e9, 2, 3, -1e9);
  expect(scoreDifference(scores(1, 2.3, -1e9, 2, 3, -1e9), file)).toBeCloseTo(0.1, 5);
  expect(scoreDifference(file, file)).toBe(0);
  expect(scoreDifference(scores(1, NaN, -1e9, 2, 3, -1e9), file)).toBe(Infinity);
  expect(samenessOf(file)).toBeNull();
  expect(samenessOf(scores(1, 2, -1e9, 1, 2, -1e9))).toBe('are the same for every image');
});
