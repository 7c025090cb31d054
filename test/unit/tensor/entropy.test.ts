import { expect, test } from 'vitest';
import { entropyBits } from '../../../src/tensor/entropy.ts';

/** Straight from the definition. */
function slowEntropy(values: Float32Array): number {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.reduce(
    (bits, value) => (value > 0 ? bits - (value / sum) * Math.log2(value / sum) : bits),
    0,
  );
}

const entropyOf = (values: Float32Array): number =>
  entropyBits(
    values,
    values.reduce((total, value) => total + value, 0),
  );

test.each([
  ['of all sizes', Float32Array.from({ length: 5000 }, (_, index) => 2 ** (-12 * Math.abs(Math.sin(index))))],
  ['below and above one', Float32Array.from({ length: 5000 }, (_, index) => (index * index) / 7)],
  ['next to powers of two', Float32Array.from([0.5, 0.49999997, 0.50000006, 1, 0.99999994, 1.0000001, 2, 4])],
  ['zeros, of either sign, among them', Float32Array.from([0, 1, -0, 3, 0, 0.25])],
  ['one alone', Float32Array.from([0, 0, 0.7, 0])],
])('values %s: as the definition says', (_, values) => {
  expect(entropyOf(values)).toBeCloseTo(slowEntropy(values), 11);
});

test('equal values give the logarithm of their number', () => {
  expect(entropyOf(new Float32Array(1024).fill(0.3))).toBeCloseTo(10, 12);
});

test('a part of a longer array is read from where it begins', () => {
  const values = Float32Array.from([9, 9, 1, 2, 3, 9]).subarray(2, 5);
  expect(entropyOf(values)).toBeCloseTo(slowEntropy(values), 12);
});
