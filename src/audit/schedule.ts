/** Times of a cron schedule in its time zone; the only importer of cron-parser, which the queue's schedulers use as well. */
import { CronExpressionParser } from 'cron-parser';
import type { Schedule } from '../config/auditFile.ts';
import { CamlineError } from '../errors.ts';

const mostTimes = 100;

/** Throws CONFIG_INVALID where the expression is none. */
export function checkSchedule({ cron, timezone }: Schedule): void {
  try {
    CronExpressionParser.parse(cron, { tz: timezone });
  } catch (cause) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected a cron expression such as "0 3 * * *", received "${cron}": ${(cause as Error).message}.`,
      { cause },
    );
  }
}

/**
 * Times after `from`, up to and with `to`, at most the first hundred. Forwards, as the queue's schedulers count: backwards the
 * library finds a time that the clock skips not at all, and one that it repeats twice.
 */
export function timesBetween({ cron, timezone }: Schedule, from: Date, to: Date): Date[] {
  const expression = CronExpressionParser.parse(cron, { tz: timezone, currentDate: from });
  const times: Date[] = [];
  while (times.length < mostTimes) {
    const time = expression.next().toDate();
    if (time > to) break;
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
