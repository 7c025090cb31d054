import { expect, test } from 'vitest';
import { nextTime, scheduleSchema, timesAfter } from '../../../src/config/schedule.ts';

const at = (text: string): Date => new Date(text);

// 2026: Berlin goes back at 03:00 on 25 October (01:00Z), New York at 02:00 on 1 November (06:00Z).
test.each([
  [
    'before the hour that comes twice',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T20:00Z',
    '2026-10-25T00:30Z',
  ],
  ['when it has been', '30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  ['in its first half', '30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45Z', '2026-10-26T01:30Z'],
  ['in its second half', '30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10Z', '2026-10-26T01:30Z'],
  ['in its second half', '30 1 * * *', 'America/New_York', '2026-11-01T06:10Z', '2026-11-02T06:30Z'],
  ['every hour', '0 * * * *', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T01:00Z'],
  // 29 March: there is no 02:30 in Berlin. 8 March: none in New York.
  ['over the hour that is skipped', '30 2 * * *', 'Europe/Berlin', '2026-03-28T20:00Z', '2026-03-29T01:30Z'],
  [
    'over the hour that is skipped',
    '30 2 * * *',
    'America/New_York',
    '2026-03-08T03:00Z',
    '2026-03-08T07:30Z',
  ],
])('next time asked %s: "%s" in %s after %s is %s', (_, cron, timezone, after, next) => {
  expect(nextTime({ cron, timezone }, at(after)).toISOString()).toBe(at(next).toISOString());
});

test.each([
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00Z'],
  ['30 2 * * *', 'America/New_York', '2026-03-07T00:00Z'],
  ['*/20 1-3 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z'],
])('whenever it is asked, "%s" in %s names the times of one sequence', (cron, timezone, start) => {
  const schedule = { cron, timezone };
  const from = at(start).getTime();
  const until = from + 2.5 * 86_400_000;
  const sequence: number[] = [];
  for (const time of timesAfter(schedule, at(start))) {
    if (sequence.push(time.getTime()) > 1 && time.getTime() > until) break;
  }
  for (let now = from; now < until; now += 37 * 60_000) {
    const next = sequence.find((time) => time > now);
    expect(nextTime(schedule, new Date(now)).getTime(), new Date(now).toISOString()).toBe(next);
  }
});

test.each([
  [{ cron: '61 3 * * *' }, /expected a cron expression such as/],
  [{ cron: '0 3 * *' }, /expected five or six fields/],
  [{ cron: '0 3 * * *', timezone: 'Mars' }, /expected a time zone/],
])('%j is refused', (value, message) => {
  expect(scheduleSchema.safeParse(value).error?.message).toMatch(message);
});
