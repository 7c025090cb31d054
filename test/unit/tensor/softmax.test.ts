import { expect, test } from 'vitest';
import { argMax, topIndices } from '../../../src/tensor/argMax.ts';
import { softmax } from '../../../src/tensor/softmax.ts';

test('softmax adds up to one and survives scores that overflow exp', () => {
  const probabilities = softmax([1000, 1001, 999]);
  expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
  expect(probabilities[1]! / probabilities[0]!).toBeCloseTo(Math.E, 4);
});

test('argMax and topIndices take the lowest index on ties', () => {
  expect(argMax([1, 3, 3, 2])).toBe(1);
  expect(topIndices([1, 3, 3, 2], 3)).toEqual([1, 2, 3]);
});
