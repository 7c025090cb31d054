import { expect, test } from 'vitest';
import { roundHalfEven } from '../../../src/imaging/roundHalfEven.ts';

test.each([
  [0, 0],
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [15.5, 16],
  [16.5, 16],
  [2.4, 2],
  [2.6, 3],
])('%d is rounded to %d', (value, rounded) => {
  expect(roundHalfEven(value)).toBe(rounded);
});
