import { expect, test } from 'vitest';
import { shardSize } from '../../../src/producer/shardSize.ts';

test.each([
  [1, 32],
  [256, 32],
  [257, 31],
  [1281, 6],
  [2048, 4],
  [8192, 1],
  [1_000_000, 1],
])('%d forward passes an image: %d images a shard', (forwards, images) => {
  expect(shardSize(forwards)).toBe(images);
});
