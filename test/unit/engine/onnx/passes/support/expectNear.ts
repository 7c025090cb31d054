import { expect } from 'vitest';
import type { Tensor } from '../../../../../../src/tensor/tensor.ts';
import { maxDifference } from '../../../../../support/golden.ts';

/** Same shape, and no further apart than a ten-thousandth of the largest value. */
export function expectNear(received: Tensor, expected: Tensor): void {
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(received.shape).toEqual(expected.shape);
  expect(maxDifference(received.data, expected.data) / largest).toBeLessThan(1e-4);
}
