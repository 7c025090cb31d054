import { expect, test } from 'vitest';
import { networkBox } from '../../../src/imaging/networkBox.ts';

test('a box goes the way of its pixels: resized, then shifted by the crop', () => {
  // 400 x 200 → 512 x 256 → the middle 224 x 224.
  const transform = {
    resizedWidth: 512,
    resizedHeight: 256,
    cropLeft: 144,
    cropTop: 16,
    cropWidth: 224,
    cropHeight: 224,
  };
  const placed = { transform, width: 400, height: 200 };
  expect(networkBox([200, 100, 50, 50], placed)).toEqual([112, 112, 64, 64]);
  expect(networkBox([0, 0, 400, 200], placed)).toEqual([-144, -16, 512, 256]);
});
