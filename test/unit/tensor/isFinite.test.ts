import { expect, test } from 'vitest';
import { isFinite } from '../../../src/tensor/isFinite.ts';

test.each([NaN, Infinity, -Infinity])('%s is found wherever it stands', (value) => {
  for (let length = 1; length < 10; length++) {
    for (let at = 0; at < length; at++) {
      const values = new Float32Array(length).fill(3.4e38);
      values[at] = value;
      expect(isFinite(values), `length ${length}, position ${at}`).toBe(false);
    }
  }
});

test('the largest and smallest numbers are finite, as is nothing at all', () => {
  expect(isFinite(Float32Array.of(3.4e38, -3.4e38, 1e-45, -0, 0, 3.4e38, 3.4e38))).toBe(true);
  expect(isFinite(new Float32Array(0))).toBe(true);
});
