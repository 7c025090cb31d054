import { Pace } from './pace.ts';
import { progressText, type Progress, type ProgressView } from './progress.ts';

const quietMillis = 5_000;

/** One line at the start, then at most every five seconds while something changes, and the last state at the end. */
export function openLines(write: (line: string) => void, now: () => number): ProgressView {
  const pace = new Pace();
  let perSecond = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let written = '';
  let stopped = false;
  let latest: Progress | undefined;

  const writeLatest = (): void => {
    if (latest === undefined) return;
    const line = progressText(latest, perSecond);
    const state = `${latest.done} ${latest.failed}`;
    if (state !== written) write(line);
    written = state;
    writtenAt = now();
  };
  return {
    show: (progress) => {
      if (stopped) return;
      latest = progress;
      perSecond = pace.perSecond(progress, now());
      if (now() - writtenAt >= quietMillis) writeLatest();
    },
    stop: () => {
      writeLatest();
      stopped = true;
    },
  };
}
