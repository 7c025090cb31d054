import { Presets, SingleBar } from 'cli-progress';
import { Pace } from './pace.ts';
import { progressText, type Progress, type ProgressView } from './progress.ts';

/** A bar on the terminal that stderr is; drawn at most ten times a second. */
export function openBar(now: () => number): ProgressView {
  const bar = new SingleBar(
    {
      format: '{bar} {text}',
      stream: process.stderr,
      hideCursor: true,
      barsize: 30,
      fps: 10,
      linewrap: null,
    },
    Presets.shades_grey,
  );
  const pace = new Pace();
  let state: 'new' | 'shown' | 'stopped' = 'new';
  return {
    show: (progress: Progress) => {
      const text = progressText(progress, pace.perSecond(progress, now()));
      if (state === 'shown') bar.update(progress.done, { text });
      if (state === 'new') bar.start(progress.total, progress.done, { text });
      if (state === 'new') state = 'shown';
    },
    stop: () => {
      if (state === 'shown') bar.stop();
      state = 'stopped';
    },
  };
}
