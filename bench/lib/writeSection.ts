import { readFileSync, writeFileSync } from 'node:fs';

/** Puts `text` between the comments `<!-- NAME -->` and `<!-- /NAME -->` of a Markdown file. */
export function writeSection(file: string, name: string, text: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const old = readFileSync(file, 'utf8');
  const [from, to] = [old.indexOf(start), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`Expected ${start} and ${end} in ${file}.`);
  writeFileSync(file, `${old.slice(0, from + start.length)}\n${text.trim()}\n\n${old.slice(to)}`);
}
