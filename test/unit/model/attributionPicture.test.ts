import { expect, test } from 'vitest';
import { attributionPicture } from '../../../src/model/attributionPicture.ts';
import { uniforms } from '../../../src/tensor/random.ts';

test('sum of magnitudes over colours, clipped at the 99th percentile, brought to 0..1', () => {
  const data = Float32Array.from(uniforms(1, 3 * 400), (value) => 2 * value - 1);
  const picture = attributionPicture({ data, shape: [3, 20, 20] });
  const sums = Array.from({ length: 400 }, (_, pixel) =>
    [0, 1, 2].reduce((sum, colour) => sum + Math.abs(data[colour * 400 + pixel]!), 0),
  );
  const sorted = [...sums].sort((a, b) => a - b);
  const rank = 0.99 * 399;
  const limit = sorted[395]! + (sorted[396]! - sorted[395]!) * (rank - 395);
  sums.forEach((sum, pixel) => expect(picture[pixel]).toBeCloseTo(Math.min(sum / limit, 1), 5));
});

test('an attribution of zeros is a picture of zeros; a lone pixel is still seen', () => {
  const values = { data: new Float32Array(3 * 400), shape: [3, 20, 20] };
  expect(attributionPicture(values).every((value) => value === 0)).toBe(true);
  values.data[7] = -2;
  const picture = attributionPicture(values);
  expect(picture[7]).toBe(1);
  expect(picture.filter((value) => value > 0).length).toBe(1);
});

test('one value a position: the pedestal is taken off', () => {
  const data = Float32Array.from({ length: 400 }, (_, pixel) => 5 + pixel / 400);
  const picture = attributionPicture({ data, shape: [1, 20, 20] });
  expect(picture[0]).toBe(0);
  expect(picture[200]).toBeCloseTo(200 / (0.99 * 399), 4);
  expect(picture[399]).toBe(1);
});
