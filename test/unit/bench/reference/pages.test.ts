import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { comparisonTable } from '../../../../bench/reference/comparison.ts';
import type { Row } from '../../../../bench/reference/row.ts';
import { targetsTable } from '../../../../bench/reference/targets.ts';

const { rows } = JSON.parse(readFileSync('bench/reference/results.json', 'utf8')) as { rows: readonly Row[] };

const sectionOf = (file: string, name: string): string => {
  const text = readFileSync(file, 'utf8');
  return text
    .slice(text.indexOf(`<!-- ${name} -->`) + name.length + 9, text.indexOf(`<!-- /${name} -->`))
    .trim();
};
const cells = async (table: string): Promise<string> =>
  (await format(table, { parser: 'markdown' })).replaceAll(/[ -]+/g, ' ').trim();

test.each([
  ['README.md', 'comparison', comparisonTable],
  ['bench/README.md', 'targets', targetsTable],
] as const)('%s: the table "%s" is made of the rows that were measured', async (file, name, table) => {
  expect(await cells(sectionOf(file, name))).toBe(await cells(table(rows)));
});

const row = (method: string, layer: string, ours: number): Row => ({
  measured: '2026-01-01',
  network: 'resnet50',
  method,
  layer,
  theirs: { seconds: [1, 1, 1], setting: { batch: 1, threads: 1 } },
  ours: {
    seconds: [ours, ours, ours],
    setting: { batch: 1, threads: 1 },
    forward: [0.02, 0.02, 0.02],
    bare: { batch: 1, threads: 1 },
  },
  note: '',
});

test('a limit that is missed is told with its reason, one that is met without', () => {
  expect(targetsTable([row('eigencam', 'layer4', 0.25)])).toMatch(
    /EigenCAM .* at least 4 times as fast \| 4\.00 \| reached/,
  );
  expect(targetsTable([row('eigencam', 'layer4', 0.26)])).toMatch(/3\.85 \| \*\*not reached\*\*/);
  expect(targetsTable([row('ablationcam', 'layer3', 0.5)])).toMatch(
    /2\.00 \| \*\*not reached\*\*: each channel/,
  );
});
