import { Presets, SingleBar } from 'cli-progress';

export interface Step {
  readonly done: number;
  readonly total: number;
  /** What comes now. */
  readonly what: string;
}

export interface StepLine {
  show(step: Step): void;
  /** Takes the line away. Safe to repeat. */
  stop(): void;
}

const silent: StepLine = { show: () => undefined, stop: () => undefined };

/** A line on the terminal that stderr is, gone once it is stopped; nothing elsewhere. */
export function openStepLine(quiet: boolean): StepLine {
  if (quiet || !process.stderr.isTTY) return silent;
  const bar = new SingleBar(
    {
      format: '{bar} {what}',
      stream: process.stderr,
      hideCursor: true,
      barsize: 20,
      fps: 10,
      clearOnComplete: true,
    },
    Presets.shades_grey,
  );
  let state: 'new' | 'shown' | 'stopped' = 'new';
  return {
    show: ({ done, total, what }) => {
      if (state === 'new') bar.start(total, done, { what });
      if (state === 'shown') bar.setTotal(total);
      if (state === 'shown') bar.update(done, { what });
      if (state === 'new') state = 'shown';
    },
    stop: () => {
      if (state === 'shown') bar.stop();
      state = 'stopped';
    },
  };
}
