import { isAbsolute, relative } from 'node:path';

/** "demo-output/runs/demo/report.html" where that is shorter than the whole path and leads no way up. What is no path (s3://…) stays as it is. */
export function shownPath(path: string, cwd: string): string {
  if (!isAbsolute(path)) return path;
  const way = relative(cwd, path);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? path : way;
}
