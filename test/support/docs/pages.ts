/** The pages that users read, and the fenced blocks in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/paths.mjs';

export interface Block {
  /** What stands behind the fence: the language, then words of our own. */
  readonly language: string;
  readonly words: readonly string[];
  readonly lines: readonly string[];
  /** Of the opening fence, counted from 1. */
  readonly line: number;
}

/** Every page of docs/ and the pages beside the code that tell users what to type, relative to the repository. */
export const pages: readonly string[] = [
  'README.md',
  'config/cards/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; words: string[]; lines: string[]; line: number } | undefined;
  for (const [index, text] of textOf(page).split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open !== undefined) {
      blocks.push(open);
      open = undefined;
    } else {
      const [language = '', ...words] = fence[1]!.trim().split(/\s+/);
      open = { language, words, lines: [], line: index + 1 };
    }
  }
  return blocks;
}
