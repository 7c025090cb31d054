/** How long at least one of several overlapping pieces of work was under way. */
export class BusyClock {
  private readonly now: () => number;
  private under = 0;
  private since = 0;
  private total = 0;

  /** @param now milliseconds on any steady clock. */
  constructor(now: () => number) {
    this.now = now;
  }

  enter(): void {
    if (this.under++ === 0) this.since = this.now();
  }

  leave(): void {
    if (--this.under === 0) this.total += this.now() - this.since;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Milliseconds up to now. */
  millis(): number {
    return this.total + (this.under > 0 ? this.now() - this.since : 0);
  }
}
