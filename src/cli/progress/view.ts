import { openBar } from './bar.ts';
import { openLines } from './lines.ts';
import type { ProgressView } from './progress.ts';

const silent: ProgressView = { show: () => undefined, stop: () => undefined };

/** A bar on a terminal, plain lines elsewhere, nothing where that was asked for. */
export function openProgressView(quiet: boolean, now: () => number = Date.now): ProgressView {
  if (quiet) return silent;
  return process.stderr.isTTY ? openBar(now) : openLines(console.error, now);
}
