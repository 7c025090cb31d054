/** What the page says of where its rows come from. */
import type { Code } from './code.ts';
import { makerOf } from './exports.ts';
import { selected } from './table.ts';
import type { Result } from './verdict.ts';

const shown = (hash: string): string => hash.slice(0, 8);

/** "1a2b3c4d", with "older" behind it where the code has changed since. */
export const codeOf = ({ code }: Result, { hash }: Code): string =>
  code === undefined ? 'not kept, older' : `${shown(code.hash)}${code.hash === hash ? '' : ', older'}`;

/** What measured the rows, one line for each code. */
export const measuredBy = (results: readonly Result[], { hash }: Code): string[] =>
  grouped(results, ({ code }) => code?.hash ?? 'not kept').map(([of, list]) => {
    const { date = 'before the code was kept' } = list.at(-1)!.code ?? {};
    return `code ${shown(of)}${of === hash ? '' : ' (older)'}: ${list.length} files, measured ${date}`;
  });

/** When PyTorch's side was made, one line for each version of its scripts. */
export function exportedBy(): string[] {
  const makers = selected({}).map((each) => {
    const maker = makerOf(each);
    return maker ? `scripts ${maker.scripts}, PyTorch ${maker.torch}, ${maker.date}` : 'before that was kept';
  });
  return grouped(makers, (maker) => maker).map(([maker, list]) => `${maker}: ${list.length} architectures`);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}
