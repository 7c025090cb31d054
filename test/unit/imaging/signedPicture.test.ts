import { expect, test } from 'vitest';
import { signedPicture } from '../../../src/imaging/signedPicture.ts';

const size = { width: 2, height: 1 };
/** [3, 1, 2]: mean 0, standard deviation 1. */
const values = Float32Array.of(-1, 1, 1, -1, -1, 1);

test('the mean is middle grey, one deviation a tenth of the way', () => {
  const { data } = signedPicture(values, size, 'rgb');
  expect([...data]).toEqual([102, 152, 102, 152, 102, 152]);
});

test('planes in the order blue, green, red come out as red, green, blue', () => {
  const lopsided = Float32Array.of(-1, -1, 0, 0, 1, 1);
  const [red, green, blue] = signedPicture(lopsided, size, 'rgb').data;
  expect([...signedPicture(lopsided, size, 'bgr').data.subarray(0, 3)]).toEqual([blue, green, red]);
});

test('zeros are grey, far values are clipped', () => {
  expect([...signedPicture(new Float32Array(6), size, 'rgb').data]).toEqual(new Array(6).fill(127));
  const peak = new Float32Array(300);
  peak[0] = 1;
  expect(signedPicture(peak, { width: 100, height: 1 }, 'rgb').data[0]).toBe(255);
});
