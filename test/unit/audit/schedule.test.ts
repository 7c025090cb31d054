import { expect, test } from 'vitest';
import { missedTimes } from '../../../src/audit/schedule.ts';

const at = (text: string): Date => new Date(text);

test('what was missed: every time since the last night but the one that now is served', () => {
  const schedule = { cron: '0 3 * * *', timezone: 'UTC' };
  const missed = missedTimes(schedule, at('2026-05-01T03:00:04Z'), at('2026-05-04T03:00:01Z'));
  expect(missed.map((time) => time.toISOString())).toEqual([
    '2026-05-02T03:00:00.000Z',
    '2026-05-03T03:00:00.000Z',
  ]);
  expect(missedTimes(schedule, at('2026-05-03T03:00:04Z'), at('2026-05-04T03:00:01Z'))).toEqual([]);
  expect(missedTimes(schedule, at('2026-05-04T03:00:04Z'), at('2026-05-04T15:00:00Z'))).toEqual([]);
});

test('a time that the clock repeats is missed once', () => {
  const schedule = { cron: '30 2 * * *', timezone: 'Europe/Berlin' };
  const missed = missedTimes(schedule, at('2026-10-24T00:31Z'), at('2026-10-26T12:00Z'));
  expect(missed.map((time) => time.toISOString())).toEqual(['2026-10-25T00:30:00.000Z']);
});
