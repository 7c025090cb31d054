import { describe, expect, test } from 'vitest';
import { clockText, progressText } from '../../../../src/cli/progress/progress.ts';

describe('progressText', () => {
  test('rate and time left', () => {
    expect(progressText({ total: 800, done: 200, failed: 2, earlier: 0 }, 20_000)).toBe(
      '200/800 images, 2 failed, 10.0/s, 01:00 left',
    );
  });

  test('images of an earlier start are done but do not count for the rate', () => {
    expect(progressText({ total: 800, done: 500, failed: 0, earlier: 400 }, 20_000)).toBe(
      '500/800 images, 5.0/s, 01:00 left',
    );
  });

  test('before the first image there is nothing to reckon with', () => {
    expect(progressText({ total: 8, done: 0, failed: 0, earlier: 0 }, 3_000)).toBe('0/8 images');
  });

  test('a slow method is told in seconds an image', () => {
    expect(progressText({ total: 4, done: 1, failed: 0, earlier: 0 }, 40_000)).toBe(
      '1/4 images, 40 s each, 02:00 left',
    );
  });
});

test.each([
  [0, '00:00'],
  [44.2, '00:45'],
  [723, '12:03'],
  [94_209, '26:10:09'],
])('%d seconds are %s', (seconds, text) => expect(clockText(seconds)).toBe(text));
