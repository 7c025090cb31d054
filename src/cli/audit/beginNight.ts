/** What a night is before anything has run: its name, the times that were missed, the nights before it. */
import { byNight, readNights, type Night } from '../../audit/nights/night.ts';
import { dayOf, missedTimes } from '../../audit/schedule.ts';
import type { AuditConfig } from '../../config/auditFile.ts';
import { version } from '../../config/version.ts';
import type { NightTools } from './nightRun.ts';

/** Nights that are read to find those of four weeks ago and the speed of the last seven. */
const leastNights = 40;

export interface BegunNight {
  readonly night: Night;
  /** Those before it, the newest first. */
  readonly nights: readonly Night[];
}

export async function beginNight(
  config: AuditConfig,
  { store, startedAt }: Pick<NightTools, 'store' | 'startedAt'>,
): Promise<BegunNight> {
  const nights = await readNights(store, config.name, Math.max(config.keep, leastNights));
  return { night: emptyNight(config, startedAt, nights), nights };
}

/** "2026-11-25", then "2026-11-25.2", … */
export function freeName(day: string, taken: readonly string[]): string {
  const orders = taken.filter((name) => name.split('.')[0] === day).sort(byNight);
  const last = orders.at(-1);
  return last === undefined ? day : `${day}.${Number(last.split('.')[1] ?? '1') + 1}`;
}

export function emptyNight(config: AuditConfig, startedAt: Date, nights: readonly Night[]): Night {
  const { schedule } = config;
  const last = nights[0];
  const missed =
    schedule === undefined || last === undefined
      ? []
      : missedTimes(schedule, new Date(last.startedAt), startedAt);
  return {
    schema: 1,
    audit: config.name,
    night: freeName(
      dayOf(startedAt, schedule?.timezone ?? 'UTC'),
      nights.map(({ night }) => night),
    ),
    outcome: 'no-baseline',
    remarks: [],
    startedAt: startedAt.toISOString(),
    finishedAt: startedAt.toISOString(),
    camline: version,
    run: null,
    model: null,
    baseline: null,
    images: null,
    explained: null,
    failedByCode: {},
    noiseImages: 0,
    imagesPerSecond: null,
    checks: [],
    lookBack: [],
    worst: [],
    missed: missed.map((time) => time.toISOString()),
  };
}
