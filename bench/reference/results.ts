/** Rows of several runs in one file, so that a long comparison can be done in pieces. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import type { Row, Yardstick } from './row.ts';

interface Results {
  readonly rows: readonly Row[];
  readonly yardsticks: readonly Yardstick[];
}

const file = join(root, 'bench', 'reference', 'results.json');

/** Puts rows in the place of earlier ones of the same work; the others stay. */
export function merged(given: Results): Results {
  const old: Results = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Results)
    : { rows: [], yardsticks: [] };
  const results = {
    rows: replaced(old.rows, given.rows, ({ network, method, layer }) => `${network} ${method} ${layer}`),
    yardsticks: replaced(old.yardsticks, given.yardsticks, ({ network }) => network),
  };
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  return results;
}

function replaced<Item>(
  old: readonly Item[],
  given: readonly Item[],
  keyOf: (item: Item) => string,
): readonly Item[] {
  return [...new Map([...old, ...given].map((item) => [keyOf(item), item])).values()];
}
