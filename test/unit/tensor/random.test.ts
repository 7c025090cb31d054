import { expect, test } from 'vitest';
import { normals, uniforms } from '../../../src/tensor/random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  expect([...uniforms(7, 5)]).toEqual([...uniforms(7, 5)]);
  expect([...uniforms(7, 5)]).not.toEqual([...uniforms(8, 5)]);
});

test('uniforms fill [0, 1)', () => {
  const drawn = uniforms(3, 20_000);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0.5, 1);
});

test('normals have mean 0, deviation 1, and 68 % within one deviation', () => {
  const drawn = normals(5, 20_001);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const deviation = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length);
  expect(mean).toBeCloseTo(0, 1);
  expect(deviation).toBeCloseTo(1, 1);
  expect(drawn.filter((value) => Math.abs(value) < 1).length / drawn.length).toBeCloseTo(0.683, 1);
});
