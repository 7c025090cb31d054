import { expect, test } from 'vitest';
import { patienceMillis } from '../../../src/worker/patience.ts';
import { smallRequest } from '../../support/runRequest.ts';

const request = smallRequest({ imageTimeoutSeconds: 3 });

test('careful: the time of the image, which may go through the engine twice', () => {
  expect(patienceMillis({ careful: true, request }, 'finished')).toBe(6_000);
});

test('fast: two batches of eight may lie before the next image', () => {
  expect(patienceMillis({ careful: false, request }, 'finished')).toBe(48_000);
});

test('opening a model has its own time', () => {
  expect(patienceMillis({ careful: true, request }, 'opened')).toBe(600_000);
});
