import { CamlineError } from '../../errors.ts';

/** A range as WebDataset writes it: "{000..009}" or "{0..9}". */
const range = /\{(\d+)\.\.(\d+)\}/;
const mostPaths = 100_000;

/** "set-{00..02}.tar" → the three files, in order; padded as the first number is. Throws CONFIG_INVALID for a range that is none. */
export function tarPaths(pattern: string): string[] {
  const match = range.exec(pattern);
  if (match === null) return [pattern];
  const [whole, first, last] = match as unknown as [string, string, string];
  const count = Number(last) - Number(first) + 1;
  if (count < 1 || count > mostPaths) {
    throw new CamlineError(
      'CONFIG_INVALID',
      `Expected a range such as {000..009}, the smaller number first and at most ${mostPaths} files, received ${whole}.`,
    );
  }
  return Array.from({ length: count }, (_, index) =>
    pattern.replace(whole, String(Number(first) + index).padStart(first.length, '0')),
  ).flatMap(tarPaths);
}

/** What keys of members begin with: the file's path without ".tar", from the last folder on that all have in common. */
export function tarName(pattern: string, path: string): string {
  const fixed = pattern.replace(/\{\d+\.\..*$/, '');
  return path.slice(fixed.lastIndexOf('/') + 1).replace(/\.tar$/i, '');
}
