import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { markdownTable } from './markdownTable.ts';

/** Puts `text` between the comments `<!-- NAME -->` and `<!-- /NAME -->` of a Markdown file. */
export function writeSection(file: string, name: string, text: string): void {
  const { old, from, to } = sectionOf(file, name);
  writeFileSync(file, `${old.slice(0, from)}\n${text.trim()}\n\n${old.slice(to)}`);
  execFileSync(process.execPath, [
    join(root, 'node_modules/prettier/bin/prettier.cjs'),
    '--log-level=warn',
    '--write',
    file,
  ]);
}

/**
 * Rows of the table in a section of bench/README.md: each takes the place of the row with the same first cell, or stands behind
 * all others; a table of other headings is begun anew. So a long table can be measured in pieces.
 */
export function writeRows(
  name: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const file = join(root, 'bench', 'README.md');
  const { old, from, to } = sectionOf(file, name);
  const [oldHeadings, , ...oldRows] = old
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const kept = oldHeadings?.join('|') === headings.join('|') ? oldRows : [];
  const all = new Map([...kept, ...rows].map((row) => [row[0]!, row]));
  writeSection(file, name, markdownTable(headings, [...all.values()]));
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** @returns from, to: the part between the two comments */
function sectionOf(file: string, name: string): { old: string; from: number; to: number } {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const old = readFileSync(file, 'utf8');
  const [at, to] = [old.indexOf(start), old.indexOf(end)];
  if (at < 0 || to < at) throw new Error(`Expected ${start} and ${end} in ${file}.`);
  return { old, from: at + start.length, to };
}
