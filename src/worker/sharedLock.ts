/** Held by many at once, or by one alone; served in the order of asking, so that nobody waits for ever. */
export class SharedLock {
  private readonly waiting: { readonly alone: boolean; readonly start: () => void }[] = [];
  private holders = 0;
  private heldAlone = false;

  async shared<T>(work: () => Promise<T>): Promise<T> {
    return this.hold(false, work);
  }

  async alone<T>(work: () => Promise<T>): Promise<T> {
    return this.hold(true, work);
  }

  private async hold<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ alone, start });
      this.startWaiting();
    });
    try {
      return await work();
    } finally {
      this.holders--;
      this.heldAlone = false;
      this.startWaiting();
    }
  }

  private startWaiting(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (this.heldAlone || (next.alone && this.holders > 0)) return;
      this.waiting.shift();
      this.holders++;
      this.heldAlone = next.alone;
      next.start();
    }
  }
}
