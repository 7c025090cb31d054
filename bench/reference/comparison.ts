/** The table of the README: the classic methods at the last layer, and the middle one where every image costs a backward pass. */
import { passes, ratio } from './figures.ts';
import type { Row } from './row.ts';
import { duration, short } from './table.ts';
import { networks, type works } from './works.ts';
import { markdownTable } from '../lib/markdownTable.ts';
import { median } from '../lib/statistics.ts';

const shown = [
  ['gradcam', 'last'],
  ['gradcam', 'middle'],
  ['gradcam++', 'last'],
  ['layercam', 'last'],
  ['eigencam', 'last'],
  ['ablationcam', 'last'],
  ['ablationcam', 'middle'],
  ['scorecam', 'last'],
  ['scorecam-adaptive', 'last'],
  ['fullgrad', 'last'],
] as const satisfies readonly (readonly [(typeof works)[number]['name'], 'last' | 'middle'])[];

export function comparisonTable(rows: readonly Row[]): string {
  const titles = networks.map(({ title }) => title);
  const head = [
    'method',
    'layer',
    ...titles.flatMap((title) => [`${title}: pytorch-grad-cam`, 'camline', 'times as fast']),
  ];
  const lines = shown.map(([method, layer]) => [
    method,
    layer,
    ...networks.flatMap((network) =>
      cellsOf(
        rows.find(
          (row) => row.network === network.name && row.method === method && row.layer === network[layer],
        ),
      ),
    ),
  ]);
  return markdownTable(head, lines);
}

function cellsOf(row: Row | undefined): string[] {
  if (row === undefined) return ['', '', ''];
  const ours = `${duration(median(row.ours.seconds))} (${short(passes(row))} forward passes)`;
  return [duration(median(row.theirs.seconds)), ours, `**${short(ratio(row))}**`];
}
