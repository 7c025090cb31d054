import { expect, test } from 'vitest';
import { checkLimits } from '../../../../src/audit/checks/limits.ts';

test.each([
  ['nothing', {}],
  ['one of both', { psi: { fail: 0.15 } }],
  ['both alike', { spearman: { warn: 0.8, fail: 0.8 } }],
])('takes %s', (_what, limits) => expect(() => checkLimits(limits)).not.toThrow());

test.each([
  [
    'an upper one',
    { psi: { warn: 0.5, fail: 0.1 } },
    'limits.psi: expected warn at most fail, received warn 0.5 and fail 0.1.',
  ],
  [
    'a lower one',
    { spearman: { warn: 0.6 } },
    'limits.spearman: expected warn at least fail, received warn 0.6 and fail 0.7.',
  ],
])('refuses %s that fails before it warns', (_what, limits, message) => {
  expect(() => checkLimits(limits)).toThrow(message);
});
