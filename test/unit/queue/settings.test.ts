import { expect, test } from 'vitest';
import { lockSettings } from '../../../src/queue/settings.ts';

test.each([
  [{}, { lockMillis: 10_000, stalledCheckMillis: 3000 }],
  [{ lockMillis: 4000 }, { lockMillis: 4000, stalledCheckMillis: 2000 }],
  [
    { lockMillis: 60_000, stalledCheckMillis: 59_999 },
    { lockMillis: 60_000, stalledCheckMillis: 59_999 },
  ],
])('%j', (given, settings) => {
  expect(lockSettings({ home: '.', ...given })).toEqual(settings);
});

test.each([
  [{ lockMillis: 99 }, /lockMillis of at least 100, received 99/],
  [{ lockMillis: Number.NaN }, /lockMillis/],
  [{ lockMillis: Number.POSITIVE_INFINITY }, /lockMillis/],
  [{ stalledCheckMillis: 0 }, /above 0/],
  [{ lockMillis: 5000, stalledCheckMillis: 5000 }, /below lockMillis \(5000\), received 5000/],
  [{ stalledCheckMillis: Number.NaN }, /stalledCheckMillis/],
])('%j is refused', (given, message) => {
  const settle = (): unknown => lockSettings({ home: '.', ...given });
  expect(settle).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  expect(settle).toThrow(message);
});
