/** Back-pressure in bytes: work waits until what it needs is free. First come, first served. */
export class ByteBudget {
  private free: number;
  private readonly total: number;
  private readonly waiting: { readonly bytes: number; readonly start: () => void }[] = [];

  constructor(total: number) {
    this.total = total;
    this.free = total;
  }

  /** Runs `work` while holding `bytes`; what needs more than there is gets everything, and runs alone. */
  async use<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(bytes, this.total);
    await this.take(share);
    try {
      return await work();
    } finally {
      this.free += share;
      this.startWaiting();
    }
  }

  private take(bytes: number): Promise<void> {
    return new Promise((start) => {
      this.waiting.push({ bytes, start });
      this.startWaiting();
    });
  }

  private startWaiting(): void {
    for (let next = this.waiting[0]; next !== undefined && next.bytes <= this.free; next = this.waiting[0]) {
      this.waiting.shift();
      this.free -= next.bytes;
      next.start();
    }
  }
}
