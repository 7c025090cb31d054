/** One file, measured in a child process. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Opened, Report } from './child.ts';
import type { Figures } from './measure.ts';
import { folderOf, type Architecture, type Exporter } from './table.ts';

const limitMillis = 20 * 60_000;

export interface Run {
  readonly opened: Opened | null;
  readonly figures: Figures | null;
  /** Why the file could not be opened or measured to the end. */
  readonly reason: string | null;
}

export function measureInChild(architecture: Architecture, exporter: Exporter): Promise<Run> {
  const child = fork(
    fileURLToPath(new URL('./child.ts', import.meta.url)),
    [folderOf(architecture), exporter, architecture.layer],
    { execArgv: ['--import', 'tsx'] },
  );
  let run: Run = { opened: null, figures: null, reason: null };
  child.on('message', (report: Report) => {
    if (report.kind === 'opened') run = { ...run, opened: report.opened };
    if (report.kind === 'measured') run = { ...run, figures: report.figures };
    if (report.kind === 'failed') run = { ...run, reason: report.reason };
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMillis);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const stopped = `the process ended with ${signal ?? `code ${code}`} ${run.opened === null ? 'while it opened' : 'after opening'}`;
      resolve(run.figures !== null || run.reason !== null || code === 0 ? run : { ...run, reason: stopped });
    });
  });
}
