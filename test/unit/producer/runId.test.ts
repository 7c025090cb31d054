import { expect, test } from 'vitest';
import { CamlineError } from '../../../src/errors.ts';
import { runId } from '../../../src/producer/runId.ts';

const hash = '0123456789abcdef'.repeat(4);

test('without --run it follows from the request', () => {
  expect(runId(undefined, hash)).toBe('r0123456789ab');
});

test.each(['demo', 'night-2026.11', 'A_1', '7b', 'x'.repeat(64)])('takes %j', (given) => {
  expect(runId(given, hash)).toBe(given);
});

test.each(['', '.', '..', '.hidden', '-x', 'a/b', 'a:b', 'a b', 'ü', '2026', 'x'.repeat(65), 'a\n'])(
  'refuses %j, which cannot be a folder and a job',
  (given) => {
    expect(() => runId(given, hash)).toThrow(CamlineError);
    expect(() => runId(given, hash)).toThrow(/Expected --run/);
  },
);
