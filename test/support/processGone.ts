import { execa } from 'execa';

/** Resolves when the process is gone; rejects where it is still there after ten seconds. */
export const processGone = (pid: number): Promise<unknown> =>
  execa('/usr/bin/tail', ['-f', '/dev/null', `--pid=${pid}`], { timeout: 10_000 });
