/** A night beside those of one and four weeks ago: slow drifts stay below the limits of each single night. */
import { figuresOfPairs, otherPredictions, type RunPair } from './loaded/pairRuns.ts';
import { isComplete, type CompleteNight, type Night } from './nights/night.ts';
import { medianOf } from './stats/median.ts';

export const lookBackDays = [7, 28] as const;
const dayMillis = 86_400_000;

/** The newest complete night that lies at least `days` back. @param nights the newest first */
export function nightBefore(nights: readonly Night[], now: Date, days: number): CompleteNight | undefined {
  const latest = now.getTime() - days * dayMillis;
  return nights.filter(isComplete).find(({ startedAt }) => Date.parse(startedAt) <= latest);
}

export function lookBack(pair: RunPair, days: number, { night }: Night): Night['lookBack'][number] {
  const { images, methods, maps } = pair;
  const changed = otherPredictions(images);
  const correlations = figuresOfPairs(maps.get(methods[0] ?? '') ?? [], 'spearman');
  return {
    days,
    night,
    images: images.length,
    changedPredictions: images.length === 0 ? null : changed / images.length,
    spearman: medianOf(correlations),
  };
}
