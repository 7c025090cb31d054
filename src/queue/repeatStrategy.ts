import { nextTime } from '../config/schedule.ts';
import type { RepeatStrategy } from './bull.ts';

/** Camline's own times, so that what is told of a schedule and what the queue does are the same. */
export const repeatStrategy: RepeatStrategy = (millis, { pattern = '', tz = 'UTC' }) =>
  nextTime({ cron: pattern, timezone: tz }, new Date(millis)).getTime();
