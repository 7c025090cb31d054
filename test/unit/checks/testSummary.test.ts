import { describe, expect, test } from 'vitest';
import { summarise } from '../../../scripts/lib/testSummary.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome })),
});
const report = (passed: number, failed: number, skipped: number, ...files: ReturnType<typeof file>[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults: files,
});

describe('the last line of npm test', () => {
  test('all passed', () => {
    expect(summarise(report(2, 0, 0, file('passed', 'passed', 'passed')), 0)).toEqual({
      line: '2 passed, 0 failed',
      exitCode: 0,
    });
  });

  test('skipped tests do not change its form', () => {
    expect(summarise(report(1, 0, 3, file('passed', 'passed')), 0).line).toBe('1 passed, 0 failed');
  });

  test('a failed test fails', () => {
    const outcome = summarise(report(1, 1, 0, file('failed', 'passed', 'failed')), 1);
    expect(outcome).toEqual({ line: '1 passed, 1 failed', exitCode: 1 });
  });

  test('a file that did not load is a failure of its own', () => {
    const outcome = summarise(report(1, 0, 0, file('passed', 'passed'), file('failed')), 1);
    expect(outcome).toEqual({ line: '1 passed, 1 failed', exitCode: 1 });
  });

  test('an error outside every test fails', () => {
    expect(summarise(report(5, 0, 0, file('passed', 'passed')), 1).line).toBe('5 passed, 1 failed');
  });

  test.each([
    ['no test at all', report(0, 0, 0), 0],
    ['only skipped tests', report(0, 0, 4), 0],
    ['no report', undefined, 0],
  ])('%s fails', (_what, given, code) => {
    expect(summarise(given, code).exitCode).toBe(1);
  });
});
