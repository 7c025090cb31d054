import { expect, test } from 'vitest';
import { MapMean, meanOf } from '../../../src/tensor/mapMean.ts';

const map = (...data: number[]) => ({ data: Float32Array.from(data), shape: [2, 2] });

test('the mean of maps, each cell by itself', () => {
  expect(meanOf([map(0, 1, 2, 3), map(2, 1, 0, 1)])).toEqual(map(1, 1, 1, 2));
  expect(meanOf([])).toBeUndefined();
});

test('a map of another size is brought to that of the first', () => {
  const mean = new MapMean();
  mean.add(map(0, 1, 0, 1));
  mean.add({ data: Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1), shape: [4, 4] });
  expect(mean.finish()).toEqual(map(0, 1, 0, 1));
  expect(mean.count).toBe(2);
});

test('many small values are not lost beside a large sum', () => {
  const mean = new MapMean();
  const value = Math.fround(0.1);
  for (let index = 0; index < 100_000; index++) mean.add({ data: Float32Array.of(value), shape: [1, 1] });
  expect(mean.finish()!.data[0]).toBe(value);
});
