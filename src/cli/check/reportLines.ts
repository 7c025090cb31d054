/** What `camline check` prints: plain text that can go into an issue as it is. Pure. */
import { basename } from 'node:path';
import type { CheckReport } from '../../check/report.ts';
import { version } from '../../config/version.ts';
import type { ModelFacts } from '../../engine/engine.ts';
import { table } from '../table.ts';
import { factRows } from './factRows.ts';
import { methodGroups } from './methodGroups.ts';

export function reportLines(path: string, facts: ModelFacts, report: CheckReport): string[] {
  const { findings, verdict, images } = report;
  return [
    `camline ${version} checks ${basename(path)}`,
    '',
    ...labelled(factRows(facts, report)),
    '',
    ...methodGroups(report.methods),
    '',
    `checks, with ${images === 'noise' ? 'images of noise' : 'the photograph and noise'}:`,
    ...table(
      ['', ''],
      findings.map(({ outcome, name, detail }) => [`  ${outcomeWords[outcome]}`, `${name}: ${detail}`]),
    ).slice(1),
    '',
    verdict.text,
  ];
}

const outcomeWords = {
  ok: 'ok',
  failed: 'FAILED',
  undecided: 'unclear',
  skipped: 'skipped',
  empty: 'EMPTY',
} as const;

function labelled(rows: readonly (readonly [label: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}
