import { expect, test } from 'vitest';
import { checkSchedule, dayOf, missedTimes, timesBetween } from '../../../src/audit/schedule.ts';

const at = (text: string): Date => new Date(text);

// 2026: Europe goes forward on 29 March and back on 25 October, New York on 8 March and 1 November; 02:30 is in the gap or twice.
test.each([
  ['Europe/Berlin', '2026-03-27T12:00Z', '2026-03-31T12:00Z', 4],
  ['Europe/Berlin', '2026-10-23T12:00Z', '2026-10-27T12:00Z', 4],
  ['America/New_York', '2026-03-06T18:00Z', '2026-03-10T18:00Z', 4],
  ['America/New_York', '2026-10-30T18:00Z', '2026-11-03T18:00Z', 4],
])('02:30 in %s fires once a night from %s to %s', (timezone, from, to, nights) => {
  const schedule = { cron: '30 2 * * *', timezone };
  const times = timesBetween(schedule, at(from), at(to));
  expect(times).toHaveLength(nights);
  expect(new Set(times.map((time) => dayOf(time, timezone))).size).toBe(nights);
});

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

test('an expression that is none is refused', () => {
  expect(() => checkSchedule({ cron: '61 3 * * *', timezone: 'UTC' })).toThrow(/Expected a cron expression/);
});
