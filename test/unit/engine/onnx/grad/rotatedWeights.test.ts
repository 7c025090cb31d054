import { expect, test } from 'vitest';
import { rotatedWeights } from '../../../../../src/engine/onnx/grad/rules/rotatedWeights.ts';

const counting = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index);

test('the kernel turns by half a turn and channels swap', () => {
  // W [2 out, 1 in, 1, 3] becomes V [1, 2, 1, 3].
  expect([...rotatedWeights(counting(6), [2, 1, 1, 3], 1)]).toEqual([2, 1, 0, 5, 4, 3]);
  // W [1 out, 2 in, 1, 2] becomes V [2, 1, 1, 2].
  expect([...rotatedWeights(counting(4), [1, 2, 1, 2], 1)]).toEqual([1, 0, 3, 2]);
});

test('channels swap within their group', () => {
  // W [4 out, 2 in a group, 1, 1], two groups: V[c, m] of group q is W[2 q + m, c].
  expect([...rotatedWeights(counting(8), [4, 2, 1, 1], 2)]).toEqual([0, 2, 1, 3, 4, 6, 5, 7]);
});

test('turning twice gives the weights back', () => {
  const weights = counting(4 * 3 * 2 * 3);
  const once = rotatedWeights(weights, [4, 3, 2, 3], 2);
  expect([...rotatedWeights(once, [6, 2, 2, 3], 2)]).toEqual([...weights]);
});
