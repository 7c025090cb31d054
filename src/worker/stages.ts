/** The stages that an image goes through in an executor, in order, and how long they took. */
export const stageNames = ['fetch', 'decode', 'preprocess', 'explain', 'render', 'upload'] as const;
export type StageName = (typeof stageNames)[number];

/** Milliseconds, summed over images; stages overlap, so that their sum is more than the time on the wall. */
export type StageTimes = Readonly<Record<StageName, number>>;

export const noTimes: StageTimes = {
  fetch: 0,
  decode: 0,
  preprocess: 0,
  explain: 0,
  render: 0,
  upload: 0,
};

export function addTimes(a: StageTimes, b: StageTimes): StageTimes {
  const sums = stageNames.map((name) => [name, a[name] + b[name]] as const);
  return Object.fromEntries(sums) as Record<StageName, number>;
}

/** Of one image, from those of `images`. */
export function timesPerImage(times: StageTimes, images: number): StageTimes {
  const shares = stageNames.map((name) => [name, times[name] / images] as const);
  return Object.fromEntries(shares) as Record<StageName, number>;
}

/** "fetch 2.9, decode 32.4, …": milliseconds. */
export const stagesText = (times: StageTimes): string =>
  stageNames.map((name) => `${name} ${times[name].toFixed(1)}`).join(', ');

/** Sums up stages of one shard. */
export class StageClock {
  private readonly millis: Record<StageName, number> = { ...noTimes };

  async time<T>(stage: StageName, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.millis[stage] += performance.now() - start;
    }
  }

  times(): StageTimes {
    return { ...this.millis };
  }
}
