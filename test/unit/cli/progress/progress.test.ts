import { describe, expect, test } from 'vitest';
import { clockText, progressText } from '../../../../src/cli/progress/progress.ts';

describe('progressText', () => {
  test('rate and time left', () => {
    expect(progressText({ total: 800, done: 200, failed: 2, earlier: 0 }, 10)).toBe(
      '200/800 images, 2 failed, 10.0/s, 01:00 left',
    );
  });

  test('before there is a rate', () => {
    expect(progressText({ total: 8, done: 0, failed: 0, earlier: 0 }, 0)).toBe('0/8 images');
  });

  test('a slow method is told in seconds an image', () => {
    expect(progressText({ total: 4, done: 1, failed: 0, earlier: 0 }, 1 / 40)).toBe(
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
