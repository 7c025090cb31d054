/** When something is due: a cron expression in a time zone. The only importer of cron-parser, whose times the queue follows too. */
import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { messageOf } from '../errors.ts';

const isTimezone = (name: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const timezoneSchema = z.string().refine(isTimezone, 'expected a time zone such as Europe/Berlin or UTC');

const cronSchema = z
  .string()
  .regex(/^\s*\S+(\s+\S+){4,5}\s*$/, 'expected five or six fields such as "0 3 * * *"')
  .superRefine((cron, context) => {
    try {
      CronExpressionParser.parse(cron);
    } catch (cause) {
      context.addIssue(`expected a cron expression such as "0 3 * * *" (${messageOf(cause)})`);
    }
  });

export const scheduleSchema = z.strictObject({
  /** Five fields, or six with seconds first. */
  cron: cronSchema,
  timezone: timezoneSchema.default('UTC'),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** The longest that any zone has put its clocks back, and some more. */
const longestFoldMillis = 3 * 3_600_000;

/**
 * The times after `after`, without end. A time that the clock skips comes right behind the gap, one that it repeats comes once.
 * The library keeps to that only while it counts forwards from before the change (a start within the repeated hour finds its
 * second half due again), so the count begins some hours earlier.
 */
export function* timesAfter({ cron, timezone }: Schedule, after: Date): Generator<Date, never> {
  const currentDate = new Date(after.getTime() - longestFoldMillis);
  const expression = CronExpressionParser.parse(cron, { tz: timezone, currentDate });
  for (;;) {
    const time = expression.next().toDate();
    if (time > after) yield time;
  }
}

export const nextTime = (schedule: Schedule, after: Date): Date => timesAfter(schedule, after).next().value;
