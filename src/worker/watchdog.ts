/** Barks once when nobody has fed it for as long as it was told at the last feeding. */
export class Watchdog {
  private readonly bark: () => void;
  private timer: NodeJS.Timeout | undefined;

  constructor(bark: () => void) {
    this.bark = bark;
  }

  feed(millis: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.bark, Math.min(millis, longestTimer));
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** Timers take 31 bits of milliseconds, 24 days. */
const longestTimer = 2 ** 31 - 1;
