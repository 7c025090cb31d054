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

test('the numbers of seeds in a row are independent, the first ones too', () => {
  const seeds = 4_000;
  const drawn = Array.from({ length: seeds }, (_, seed) => uniforms(1_806 + seed, 8));
  const deviations = (values: readonly number[], deviation: number): number =>
    Math.abs(values.reduce((sum, value) => sum + value, 0) / seeds) / (deviation / Math.sqrt(seeds));
  for (let at = 0; at < 8; at++) {
    const centred = drawn.map((numbers) => numbers[at]! - 0.5);
    expect(deviations(centred, Math.sqrt(1 / 12)), `mean of number ${at}`).toBeLessThan(4);
    const afterwards = centred.map((value, seed) => value * (drawn[(seed + 1) % seeds]![at]! - 0.5));
    expect(deviations(afterwards, 1 / 12), `number ${at} of one seed and the next`).toBeLessThan(4);
    const neighbours = centred.map((value, seed) => value * (drawn[seed]![(at + 1) % 8]! - 0.5));
    expect(deviations(neighbours, 1 / 12), `numbers ${at} and ${at + 1}`).toBeLessThan(4);
  }
});
