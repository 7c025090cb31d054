/** Results kept per file beside its export, and bench/zoo/results.md made of all of them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import type { Code } from './code.ts';
import { exportHash } from './exports.ts';
import { figureNames } from './measure.ts';
import { codeOf, exportedBy, measuredBy } from './provenance.ts';
import { exporters, folderOf, libraries, selected, type Architecture, type Exporter } from './table.ts';
import type { Result } from './verdict.ts';

const place = (architecture: Architecture, exporter: Exporter): string =>
  join(folderOf(architecture), `${exporter}.result.json`);

export const keep = (architecture: Architecture, result: Result): void =>
  writeFileSync(place(architecture, result.exporter), JSON.stringify(result));

/** The result of this very code and export, where there is one. */
export function keptResult(architecture: Architecture, exporter: Exporter, code: Code): Result | null {
  const file = place(architecture, exporter);
  if (!existsSync(file)) return null;
  const result = JSON.parse(readFileSync(file, 'utf8')) as Result;
  const isCurrent = result.code?.hash === code.hash && result.export === exportHash(architecture, exporter);
  return isCurrent ? result : null;
}

const known = (): readonly Result[] =>
  selected({}).flatMap((architecture) =>
    exporters
      .map((exporter) => place(architecture, exporter))
      .filter((file) => existsSync(file))
      .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Result),
  );

export const headings = [
  'architecture',
  'exporter',
  'open s',
  'CPU s',
  'MB',
  'layer',
  ...figureNames,
  'verdict',
  'code',
];

/** One line of the table. */
export function cells(result: Result, code: Code): string[] {
  const { opened, figures } = result;
  const layer = figures?.defaultLayer;
  return [
    result.architecture,
    result.exporter,
    ...costs(opened),
    typeof layer === 'object' ? layer.name : '',
    ...figureNames.map((name) => {
      const figure = figures?.[name];
      return typeof figure === 'number' ? figure.toExponential(0) : '';
    }),
    result.failures.length === 0 ? 'ok' : 'FAILS',
    codeOf(result, code),
  ];
}

const costs = (opened: Result['opened']): string[] =>
  opened === null
    ? ['', '', '']
    : [
        (opened.openMillis / 1000).toFixed(1),
        (opened.openCpuMillis / 1000).toFixed(1),
        (opened.openPeakBytes / 2 ** 20).toFixed(0),
      ];

/** "torchvision dynamo: 24 of 24", and both exporters together. */
export function totals(results: readonly Result[]): string[] {
  return libraries.flatMap((library) => {
    const ofLibrary = results.filter((each) => each.library === library);
    const lines = exporters.map((exporter) => [
      exporter,
      ofLibrary.filter((each) => each.exporter === exporter),
    ]) satisfies [string, Result[]][];
    return lines
      .filter(([, list]) => list.length > 0)
      .map(
        ([exporter, list]) =>
          `${library} ${exporter}: ${list.filter(({ failures }) => failures.length === 0).length} of ${list.length}`,
      );
  });
}

/** "timm, convolutional: 30 of 33" architectures of which every file that was measured passes. */
function byKind(results: readonly Result[]): string[] {
  const passes = new Map<string, boolean[]>();
  for (const { library, name, kind } of selected({})) {
    const files = results.filter(({ architecture }) => architecture === name);
    if (files.length === 0) continue;
    const isRight = files.every(({ failures }) => failures.length === 0);
    for (const group of [library, `${library}, ${kind}`])
      passes.set(group, [...(passes.get(group) ?? []), isRight]);
  }
  return [...passes].map(([group, list]) => `${group}: ${list.filter(Boolean).length} of ${list.length}`);
}

/** In words, by architecture: why it does not pass, where that is known. */
const reasons = JSON.parse(readFileSync(join(root, 'bench', 'zoo', 'reasons.json'), 'utf8')) as Readonly<
  Record<string, string>
>;

/** One line for each architecture that does not pass: the reason, then what was measured of each file. */
export const explained = (results: readonly Result[], known = reasons): string[] =>
  [
    ...new Set(results.filter(({ failures }) => failures.length > 0).map(({ architecture }) => architecture)),
  ].map((name) =>
    [
      `**${name}**: ${known[name] ?? 'not understood yet.'}`,
      ...failuresOf(results.filter(({ architecture }) => architecture === name)).map((text) => `  - ${text}`),
    ].join('\n'),
  );

/** "name (exporter): reason" for everything that does not pass. */
export const failuresOf = (results: readonly Result[]): string[] =>
  results
    .filter(({ failures }) => failures.length > 0)
    .map(({ architecture, exporter, failures }) => `${architecture} (${exporter}): ${failures.join('; ')}`);

/** "name (exporter): how" for what PyTorch could not export by its plain call. */
const remediesOf = (results: readonly Result[]): string[] =>
  results
    .filter(({ remedy }) => typeof remedy === 'string')
    .map(({ architecture, exporter, remedy }) => `${architecture} (${exporter}): ${remedy}`);

/** Writes bench/zoo/results.md from every result that is there. */
export function writeResults(introduction: string, code: Code): void {
  const results = known();
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const list = (lines: readonly string[]): string =>
    lines.length === 0 ? 'None.' : lines.map((line) => `- ${line}`).join('\n');
  const parts = [
    '# Every network that a user brings\n',
    introduction,
    '## What measured these rows\n',
    list(measuredBy(results, code)),
    "\nExports, and PyTorch's answers, were made by:\n",
    list(exportedBy()),
    '\n## Totals\n',
    list(totals(results)),
    '\n## Architectures that pass from both exporters\n',
    list(byKind(results)),
    '\n## What does not pass\n',
    list(explained(results)),
    '\n## What PyTorch exports only with a remedy\n',
    list(remediesOf(results)),
    '\n## All figures\n',
    [row(headings), row(headings.map(() => '---')), ...results.map((each) => row(cells(each, code)))].join(
      '\n',
    ),
  ];
  writeFileSync(join(root, 'bench', 'zoo', 'results.md'), `${parts.join('\n')}\n`);
}
