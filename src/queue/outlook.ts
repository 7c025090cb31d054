/** How fast a run goes and how long it takes yet, from what workers tell of themselves. Pure. */
import type { WorkerBeat } from './beats.ts';

export interface Outlook {
  readonly workers: number;
  readonly imagesPerSecond: number;
  /** From the faster of the two rates of the last minute and the last ten to the slower; null where nothing is known. */
  readonly secondsLeft: readonly [least: number, most: number] | null;
}

/** A worker with shards of several runs in hand counts for each by its share of them. */
export function outlook(job: string, imagesLeft: number, workers: readonly WorkerBeat[]): Outlook {
  let short = 0;
  let long = 0;
  let count = 0;
  for (const { inHand, imagesPerSecond, imagesPerSecondLong } of workers) {
    const ours = inHand.filter((shard) => shard.job === job).length;
    if (ours === 0) continue;
    count++;
    short += (imagesPerSecond * ours) / inHand.length;
    long += (imagesPerSecondLong * ours) / inHand.length;
  }
  const [slow, fast] = [Math.min(short, long), Math.max(short, long)];
  return {
    workers: count,
    imagesPerSecond: short,
    secondsLeft: slow > 0 ? [imagesLeft / fast, imagesLeft / slow] : null,
  };
}
