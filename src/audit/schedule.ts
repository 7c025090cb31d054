/** The nights of an audit's schedule. */
import { timesAfter, type Schedule } from '../config/schedule.ts';

const mostTimes = 100;

/** Times after `from`, up to and with `to`, at most the first hundred. */
function timesBetween(schedule: Schedule, from: Date, to: Date): Date[] {
  const times: Date[] = [];
  for (const time of timesAfter(schedule, from)) {
    if (time > to || times.length === mostTimes) break;
    times.push(time);
  }
  return times;
}

/** Times since the last night at which nothing ran. The latest one is the time that now is served, be it late. */
export const missedTimes = (schedule: Schedule, last: Date, now: Date): Date[] =>
  timesBetween(schedule, last, now).slice(0, -1);

/** "2026-11-25" in the schedule's time zone. */
export const dayOf = (time: Date, timezone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(time);
