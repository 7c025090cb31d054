/** What a worker has done lately, from its own events; `now` is an argument, so that it can be tested. */
import type { ProgressEvent } from './progress.ts';

const shortWindowSeconds = 60;
const longWindowSeconds = 600;

export interface MeterReading {
  readonly images: number;
  readonly failed: number;
  /** Images a second over the last minute and the last ten, or since the start where that is shorter. */
  readonly imagesPerSecond: number;
  readonly imagesPerSecondLong: number;
}

export class Meter {
  private readonly now: () => number;
  private readonly startedAt: number;
  /** Images finished by whole second; no more seconds than the long window has. */
  private readonly bySecond = new Map<number, number>();
  private images = 0;
  private failed = 0;

  /** @param now milliseconds on any steady clock. */
  constructor(now: () => number) {
    this.now = now;
    this.startedAt = now();
  }

  count(event: ProgressEvent): void {
    if (event.kind !== 'image') return;
    const second = Math.floor(this.now() / 1000);
    this.bySecond.set(second, (this.bySecond.get(second) ?? 0) + 1);
    for (const old of this.bySecond.keys()) {
      if (old > second - longWindowSeconds) break;
      this.bySecond.delete(old);
    }
    this.images++;
    if (event.status === 'failed') this.failed++;
  }

  read(): MeterReading {
    return {
      images: this.images,
      failed: this.failed,
      imagesPerSecond: this.rate(shortWindowSeconds),
      imagesPerSecondLong: this.rate(longWindowSeconds),
    };
  }

  private rate(windowSeconds: number): number {
    const now = this.now() / 1000;
    const seconds = Math.min(windowSeconds, now - this.startedAt / 1000);
    if (seconds <= 0) return 0;
    let images = 0;
    for (const [second, count] of this.bySecond) if (second > now - windowSeconds) images += count;
    return images / seconds;
  }
}
