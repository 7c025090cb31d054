import { expect, test } from 'vitest';
import { integersConstant, integersOf, safeNumber } from '../../../../../src/engine/onnx/ir/integers.ts';

test('what a number cannot hold becomes the largest that it can', () => {
  expect(safeNumber(2n ** 63n - 1n)).toBe(Number.MAX_SAFE_INTEGER);
  expect(safeNumber(-(2n ** 63n))).toBe(Number.MIN_SAFE_INTEGER);
  expect(safeNumber(-7n)).toBe(-7);
});

test('integers come back, also from bytes at an odd offset', () => {
  const { bytes } = integersConstant([3, -1, 2 ** 40]);
  const shifted = new Uint8Array(bytes.length + 1).subarray(1);
  shifted.set(bytes);
  expect(integersOf({ type: 'int64', shape: [3], bytes: shifted })).toEqual([3, -1, 2 ** 40]);
  expect(integersOf({ type: 'float32', shape: [0], bytes: new Uint8Array() })).toBeNull();
});
