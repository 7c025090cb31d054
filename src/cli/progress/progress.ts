/** How far a run is, in words; pure, time is an argument. */

export interface Progress {
  /** Images of the run. */
  readonly total: number;
  /** Images with a record, failed ones and those of earlier starts included. */
  readonly done: number;
  readonly failed: number;
  /** Images that already had a record when this process started: they count as done but not for the rate. */
  readonly earlier: number;
}

/** Somewhere to show progress; always on stderr. */
export interface ProgressView {
  /** Nothing more once it is stopped. */
  show(progress: Progress): void;
  /** Shows the last state and leaves the line. Safe to repeat. */
  stop(): void;
}

/** "240/800 images, 2 failed, 12.3/s, 00:45 left"; rate and time left where `perSecond` (`Pace`) is not 0. */
export function progressText({ total, done, failed }: Progress, perSecond: number): string {
  const parts = [`${done}/${total} images`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (perSecond > 0) parts.push(rateText(perSecond));
  if (perSecond > 0 && done < total) parts.push(`${clockText((total - done) / perSecond)} left`);
  return parts.join(', ');
}

/** Slow runs are told in seconds an image. */
const rateText = (perSecond: number): string =>
  perSecond >= 0.1 ? `${perSecond.toFixed(1)}/s` : `${(1 / perSecond).toFixed(0)} s each`;

/** "00:45", "12:03", "26:10:09" */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  return (hours > 0 ? [hours, ...parts] : parts).map((part) => String(part).padStart(2, '0')).join(':');
}
