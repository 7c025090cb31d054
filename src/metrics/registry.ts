/** Every metric of a single map. A new one: one file, one line here. */
import { CamlineError, unknownName } from '../errors.ts';
import { confidence } from './confidence.ts';
import { deletion } from './deletion.ts';
import { energy } from './energy.ts';
import { entropy } from './entropy.ts';
import { insertion } from './insertion.ts';
import type { Better, Metric } from './metric.ts';
import { pointing } from './pointing.ts';
import { road, roadAt } from './road.ts';
import { sparsity } from './sparsity.ts';

export const metrics: readonly Metric[] = [
  road,
  confidence,
  insertion,
  deletion,
  sparsity,
  entropy,
  energy,
  pointing,
];

/**
 * By name, case-insensitive; "road:20/50/80" is ROAD at percentiles of one's own. Throws METRIC_UNKNOWN listing the choices,
 * CONFIG_INVALID for percentiles that are none.
 */
export function metricNamed(name: string): Metric {
  const plain = name.trim().toLowerCase();
  if (plain.startsWith('road:')) return roadAt(percentilesOf(plain.slice('road:'.length)));
  const found = metrics.find((metric) => metric.name === plain);
  if (found !== undefined) return found;
  throw unknownName(
    'METRIC_UNKNOWN',
    'metric',
    name,
    metrics.map((metric) => metric.name),
  );
}

/** Whether a larger figure speaks for a map; undefined for a name that no metric gives. */
export const betterOf = (figure: string): Better | undefined =>
  metrics.find(({ figures }) => Object.hasOwn(figures, figure))?.figures[figure];

function percentilesOf(text: string): number[] {
  const percentiles = text.split('/').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (percentiles.every((percent) => percent > 0 && percent < 100)) return percentiles;
  throw new CamlineError(
    'CONFIG_INVALID',
    `Expected percentiles between 0 and 100 such as road:20/50/80, received "road:${text}".`,
  );
}
