import { expect, test } from 'vitest';
import { probabilities, probabilityRows } from '../../../src/tensor/probabilities.ts';

test('softmax: one class of all', () => {
  const logits = Float32Array.of(0, Math.log(3));
  expect([...probabilities(logits, 'softmax')]).toEqual([0.25, 0.75].map((p) => expect.closeTo(p, 6)));
});

test('sigmoid: each class by itself, and nothing overflows', () => {
  const logits = Float32Array.of(0, Math.log(3), 100, -100);
  const [half, most, one, none] = probabilities(logits, 'sigmoid');
  expect([half, most, one]).toEqual([0.5, expect.closeTo(0.75, 6), 1]);
  expect(none).toBeGreaterThan(0);
  expect(none).toBeLessThan(1e-40);
});

test('share: what is a probability, or a percentage, stays one', () => {
  expect([...probabilities(Float32Array.of(0.25, 0.75, 0), 'share')]).toEqual([0.25, 0.75, 0]);
  expect([...probabilities(Float32Array.of(25, 75, 0), 'share')]).toEqual([0.25, 0.75, 0]);
});

test('rows of a batch do not mix', () => {
  const logits = { data: Float32Array.of(0, 0, 5, -5), shape: [2, 2] };
  const { data, shape } = probabilityRows(logits, 'softmax');
  expect(shape).toEqual([2, 2]);
  expect([data[0], data[1]]).toEqual([0.5, 0.5]);
  expect(data[2]! + data[3]!).toBeCloseTo(1, 6);
  expect(data[2]).toBeGreaterThan(0.99);
});
