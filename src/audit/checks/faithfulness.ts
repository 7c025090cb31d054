import { betterOf } from '../../metrics/registry.ts';
import type { MapPair } from '../loaded/pairRuns.ts';
import { meanOf } from '../stats/bootstrap.ts';
import { meanMeasurement, unmeasured, type Check, type CheckedPair, type Measurement } from './check.ts';

/** Figures that tell of faithfulness; those of them that both runs have are judged. */
const judged = ['road', 'insertion', 'deletion', 'averageDrop'] as const;

/** Paired mean change of each faithfulness figure, relative to the baseline's mean; negative is worse. */
export const faithfulness: Check = {
  name: 'faithfulness',
  title: 'Faithfulness',
  measures: [
    {
      id: 'faithfulness',
      title: 'relative change',
      worse: 'low',
      ideal: 0,
      unit: 'share',
      limits: { warn: 0, fail: -0.05 },
      hasFloor: true,
      significant: ['warn', 'fail'],
      measure: (given) => {
        const all = given.pair.methods.flatMap((method) =>
          judged.flatMap((figure) => changeOf(given, method, figure)),
        );
        return all.length > 0 ? all : [unmeasured('', `no figure of ${judged.join(', ')} in both runs`)];
      },
    },
  ],
};

function changeOf({ pair, seed }: CheckedPair, method: string, figure: string): Measurement[] {
  const values = (pair.maps.get(method) ?? []).flatMap((map) => figuresOf(map, figure));
  if (values.length === 0) return [];
  const what = `${method}, ${figure}`;
  const base = Math.abs(meanOf(values.map(([before]) => before)));
  if (base === 0) return [unmeasured(what, 'the mean of the baseline is 0')];
  const sign = betterOf(figure) === 'lower' ? -1 : 1;
  const changes = values.map(([before, after]) => (sign * (after - before)) / base);
  return [meanMeasurement(what, changes, seed)];
}

export function figuresOf(
  { before, after }: MapPair,
  figure: string,
): (readonly [before: number, after: number])[] {
  const values = [before.metrics[figure] ?? null, after.metrics[figure] ?? null] as const;
  return values[0] === null || values[1] === null ? [] : [[values[0], values[1]]];
}
