/** What has been measured, in one file that is written after every row: a long comparison is done in pieces, and loses none. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { writeSection } from '../lib/writeSection.ts';
import type { Row, Yardstick } from './row.ts';
import { comparisonTable } from './comparison.ts';
import { section } from './table.ts';
import { targetsTable } from './targets.ts';
import { networks } from './works.ts';

interface Kept {
  readonly rows: readonly Row[];
  readonly yardsticks: readonly Yardstick[];
}

const file = join(root, 'bench', 'reference', 'results.json');
const page = join(root, 'bench', 'README.md');

export class Results {
  private kept: Kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Kept)
    : { rows: [], yardsticks: [] };

  /** What was measured less than `hours` ago. */
  fresh(hours: number): Kept {
    const since = Date.now() - hours * 3_600_000;
    const isFresh = ({ measured }: { readonly measured: string }): boolean => Date.parse(measured) >= since;
    return { rows: this.kept.rows.filter(isFresh), yardsticks: this.kept.yardsticks.filter(isFresh) };
  }

  /** Puts rows in the place of earlier ones of the same work, into the file and the tables of bench/README.md. */
  add(given: Partial<Kept>): void {
    const { rows, yardsticks } = this.kept;
    this.kept = {
      rows: replaced(rows, given.rows ?? [], keyOf),
      yardsticks: replaced(yardsticks, given.yardsticks ?? [], ({ network }) => network),
    };
    writeFileSync(file, `${JSON.stringify(this.kept, null, 1)}\n`);
    const measured = networks.filter(({ name }) => this.kept.rows.some(({ network }) => network === name));
    const tables = measured.map((network) => section(network, this.kept.rows, this.kept.yardsticks));
    writeSection(page, 'reference', tables.join('\n\n'));
    writeSection(page, 'targets', targetsTable(this.kept.rows));
    writeSection(join(root, 'README.md'), 'comparison', comparisonTable(this.kept.rows));
  }
}

/** What a row is replaced by. */
export const keyOf = ({ network, method, layer }: Pick<Row, 'network' | 'method' | 'layer'>): string =>
  `${network} ${method} ${layer}`;

const replaced = <Item>(
  old: readonly Item[],
  given: readonly Item[],
  keyOfItem: (item: Item) => string,
): readonly Item[] => [...new Map([...old, ...given].map((item) => [keyOfItem(item), item])).values()];
