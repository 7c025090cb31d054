import { expect, test } from 'vitest';
import { patienceMillis } from '../../../src/worker/patience.ts';
import { smallRequest } from '../../support/runRequest.ts';

const request = smallRequest({ imageTimeoutSeconds: 3 });

test('careful: the time of the image, which may go through the engine twice', () => {
  expect(patienceMillis({ careful: true, request }, 'finished')).toBe(6_000);
});

test.each([
  [32, 48_000],
  [8, 48_000],
  [1, 6_000],
])(
  'fast, %d images a shard: a batch of each of two shards may lie before the next image',
  (shardSize, millis) => {
    expect(patienceMillis({ careful: false, request: { ...request, shardSize } }, 'finished')).toBe(millis);
  },
);

test('opening a model has its own time', () => {
  expect(patienceMillis({ careful: true, request }, 'opened')).toBe(600_000);
});
