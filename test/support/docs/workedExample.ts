/** Follows the code blocks of a page: `ts PATH` is a new file, `diff PATH` changes one. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocksOf, type Block } from './pages.ts';

/** Writes into `folder`, a copy of the repository; returns the paths that were written. */
export function follow(page: string, folder: string): string[] {
  return blocksOf(page)
    .filter(({ language, words }) => ['ts', 'diff'].includes(language) && words.length > 0)
    .map((block) => {
      const path = block.words[0]!;
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      const text =
        block.language === 'ts'
          ? `${block.lines.join('\n')}\n`
          : changed(readFileSync(file, 'utf8'), block, `${page}:${block.line}`);
      writeFileSync(file, text);
      return path;
    });
}

/** Lines that begin with a space stand in the file, `-` are taken out, `+` put in; `…` between parts that lie apart. */
function changed(text: string, { lines }: Block, where: string): string {
  let result = text;
  for (const part of split(lines)) {
    const side = (signs: string): string =>
      part
        .filter((line) => signs.includes(line[0] ?? ' '))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const before = side(' -');
    if (result.split(before).length !== 2) {
      throw new Error(`${where}: expected these lines once in the file:\n${before}`);
    }
    result = result.replace(before, () => side(' +'));
  }
  return result;
}

function split(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === '…') parts.push([]);
    else parts.at(-1)!.push(line);
  }
  return parts;
}
