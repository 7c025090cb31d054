/** Every metric of a single map. A new one: one file, one line here. */
import { unknownName } from '../errors.ts';
import { confidence } from './confidence.ts';
import { deletion } from './deletion.ts';
import { energy } from './energy.ts';
import { entropy } from './entropy.ts';
import { insertion } from './insertion.ts';
import type { Better, Metric } from './metric.ts';
import { pointing } from './pointing.ts';
import { road } from './road.ts';
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

/** By name, case-insensitive. Throws METRIC_UNKNOWN listing the choices. */
export function metricNamed(name: string): Metric {
  const plain = name.trim().toLowerCase();
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
