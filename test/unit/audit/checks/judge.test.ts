import { describe, expect, test } from 'vitest';
import type { Check, CheckedPair, Measure, Measurement } from '../../../../src/audit/checks/check.ts';
import { runCheck } from '../../../../src/audit/checks/judge.ts';

const given = { pair: {}, seed: 0, speed: { now: null, earlier: [] } } as unknown as CheckedPair;
const again = { ...given };

function verdict(
  measure: Partial<Measure>,
  value: number,
  more: Partial<Measurement> = {},
  noise?: number,
): string {
  const check: Check = {
    name: 'one',
    title: 'One',
    measures: [
      {
        id: 'one',
        title: 'one',
        worse: 'high',
        ideal: 0,
        unit: '',
        limits: { warn: 0.1, fail: 0.2 },
        hasFloor: true,
        significant: [],
        measure: (pair) => [{ what: '', value: pair === again ? noise! : value, interval: null, ...more }],
        ...measure,
      },
    ],
  };
  return runCheck(check, given, noise === undefined ? null : again, {}).verdict;
}

describe('limits', () => {
  test.each([
    [0.1, 'pass'],
    [0.11, 'warn'],
    [0.2, 'warn'],
    [0.21, 'fail'],
  ])('upper: %d is %s', (value, expected) => expect(verdict({}, value)).toBe(expected));

  test.each([
    [0.95, 'pass'],
    [0.94, 'warn'],
    [0.89, 'fail'],
  ])('lower: %d is %s', (value, expected) =>
    expect(verdict({ worse: 'low', ideal: 1, limits: { warn: 0.95, fail: 0.9 } }, value)).toBe(expected),
  );
});

test('only what lies above the noise floor counts, for comparisons', () => {
  expect(verdict({}, 0.3, {}, 0.3)).toBe('pass');
  expect(verdict({}, 0.3, {}, 0.29)).toBe('fail');
  expect(verdict({ hasFloor: false }, 0.3, {}, 0.3)).toBe('fail');
});

test('a verdict that needs significance waits for an interval without 0', () => {
  const needs: Partial<Measure> = { significant: ['fail'] };
  expect(verdict(needs, 0.3, { interval: { low: -0.1, high: 0.7 } })).toBe('warn');
  expect(verdict(needs, 0.3, { interval: { low: 0.1, high: 0.5 } })).toBe('fail');
});
