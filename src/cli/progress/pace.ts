import type { Progress } from './progress.ts';

/** Images of the first batch come all at once, after the model was opened: none of that tells how fast the run is. */
const burstMillis = 500;
/** Before that, a rate says nothing. */
const leastMillis = 1_000;

/** Images a second since the first batch of this process was done; 0 while there is nothing to reckon with. */
export class Pace {
  private first: { readonly at: number } | undefined;
  private from = { at: 0, done: 0 };

  /** @param now milliseconds */
  perSecond({ done, earlier }: Progress, now: number): number {
    if (done <= earlier) return 0;
    this.first ??= { at: now };
    if (now - this.first.at < burstMillis) this.from = { at: now, done };
    const elapsed = now - this.from.at;
    return elapsed < leastMillis ? 0 : ((done - this.from.done) * 1000) / elapsed;
  }
}
