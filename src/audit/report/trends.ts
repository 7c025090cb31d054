import type { Night } from '../nights/night.ts';
import type { Trend } from './charts.ts';
import { findingName } from './words.ts';

/** One trend for each finding of the newest night that has a value. @param nights the newest first */
export function trendsOf(nights: readonly Night[]): Trend[] {
  const newest = nights[0];
  if (newest === undefined) return [];
  const oldestFirst = nights.toReversed();
  return newest.checks.flatMap(({ name, title, findings }) =>
    findings
      .filter(({ value }) => value !== null)
      .map((finding) => ({
        title: `${title}: ${findingName(finding)}`,
        unit: finding.unit,
        limits: finding.limits,
        points: oldestFirst.map((night) => {
          const same = night.checks
            .find((check) => check.name === name)
            ?.findings.find(({ id, what }) => id === finding.id && what === finding.what);
          return { night: night.night, value: same?.value ?? null, verdict: same?.verdict ?? 'skipped' };
        }),
      })),
  );
}
