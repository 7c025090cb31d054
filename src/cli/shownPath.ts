import { isAbsolute, relative } from 'node:path';

/** "demo-output/runs/demo/report.html" where that is shorter than the whole path and leads no way up. */
export function shownPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? path : way;
}
