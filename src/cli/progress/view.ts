import { openBar } from './bar.ts';
import { openLines } from './lines.ts';
import type { ProgressView } from './progress.ts';

const silent: ProgressView = { show: () => undefined, stop: () => undefined };

export interface ViewOptions {
  readonly quiet?: true;
  /** Logged to the same terminal: a bar and lines of a log would write over each other. */
  readonly verbose?: true;
}

/** A bar on a terminal, plain lines elsewhere, nothing where that was asked for. */
export function openProgressView(
  { quiet, verbose }: ViewOptions,
  now: () => number = Date.now,
): ProgressView {
  if (quiet) return silent;
  return process.stderr.isTTY && !verbose ? openBar(now) : openLines(console.error, now);
}
