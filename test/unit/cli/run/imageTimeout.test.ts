import { expect, test } from 'vitest';
import { imageTimeoutSeconds } from '../../../../src/cli/run/imageTimeout.ts';

test.each([
  [2, 60],
  [60, 60],
  [61, 61],
  [1281, 671],
  [4001, 2031],
])('%d forward passes: %d seconds', (forwards, seconds) => {
  expect(imageTimeoutSeconds(forwards)).toBe(seconds);
});
