import { expect, test } from 'vitest';
import { augment, augmentations, restore } from '../../../src/model/augment.ts';

test('six passes in all: flip (no, yes) by factor (0.9, 1, 1.1), the plain one left out', () => {
  const all = [...augmentations, { flip: false, factor: 1 }].map(({ flip, factor }) => `${flip} ${factor}`);
  expect(new Set(all).size).toBe(6);
});

test('restore turns back what augment mirrored', () => {
  const images = { data: Float32Array.from({ length: 12 }, (_, index) => index), shape: [1, 1, 3, 4] };
  const flipped = augment(images, { flip: true, factor: 1 });
  expect([...flipped.data.subarray(0, 4)]).toEqual([3, 2, 1, 0]);
  expect([...restore(flipped, { flip: true, factor: 1 }).data]).toEqual([...images.data]);
});
