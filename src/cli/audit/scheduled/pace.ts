import type { Progress, ProgressView } from '../../progress/progress.ts';

/**
 * Images a second while somebody works on a run. A run may wait in the queue for hours, so the clock starts at the first sign
 * of work, and the images that were done by then do not count.
 */
export class Pace implements ProgressView {
  private readonly now: () => number;
  private first: { readonly done: number; readonly millis: number } | undefined;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.now = now;
  }

  show({ done }: Progress): void {
    if (done > 0) this.first ??= { done, millis: this.now() };
  }

  stop(): void {
    // Nothing is shown.
  }

  /** Null where less than half of the images were seen being done: too little to tell. @param images all of the run */
  imagesPerSecond(images: number): number | null {
    if (this.first === undefined || 2 * this.first.done > images) return null;
    const seconds = (this.now() - this.first.millis) / 1000;
    return seconds > 0 ? (images - this.first.done) / seconds : null;
  }
}
