/** Results go to stdout; words about them go to stderr. */

import { printable } from './printable.ts';

/** `--json`: the one object on stdout. */
export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

export function printLines(lines: readonly string[]): void {
  console.log(lines.map(printable).join('\n'));
}

/** A remark that stays out of the way of what stdout carries. */
export const remark = (line: string): void => console.error(printable(line));
