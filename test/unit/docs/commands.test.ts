/** What pages tell users to type exists: commands, options, files, links. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { createProgram } from '../../../src/cli/program.ts';
import { blocksOf, pages, textOf } from '../../support/docs/pages.ts';

const program = createProgram();

/** Everything that follows `camline ` in code, in a block or a line, up to the end of the code. */
function invocations(page: string): string[] {
  const text = textOf(page);
  const shells = ['', 'sh', 'console'];
  const inBlocks = blocksOf(page).flatMap(({ language, lines }) => (shells.includes(language) ? lines : []));
  const inLines = [...text.matchAll(/`(camline [^`]+)`/g)].map(([, code]) => code!);
  return [...inBlocks, ...inLines].flatMap((line) => {
    const found = /(?:^|[\s;&(])(camline [a-z].*)$/.exec(line.replace(/ {4,}\S.*$/, ''));
    return found === null ? [] : found[1]!.split(/, (?=camline )/);
  });
}

/** The command that the words name, and what is left of them. */
function commandOf(words: readonly string[], from: Command = program): [Command, readonly string[]] {
  const [first, ...rest] = words;
  const inner = from.commands.find((command) => command.name() === first);
  return inner === undefined ? [from, words] : commandOf(rest, inner);
}

const options = (command: Command | null): string[] =>
  command === null
    ? []
    : [...command.options.flatMap(({ long, short }) => [long, short]), ...options(command.parent)].filter(
        (name): name is string => typeof name === 'string',
      );

describe.each(pages)('%s', (page) => {
  test.each(invocations(page))('%s', (line) => {
    const [command, rest] = commandOf(line.split(/\s+/).slice(1));
    expect(command, `no such command in: ${line}`).not.toBe(program);
    const used = rest.flatMap((word) => /^\[?(--[a-z][a-z-]+)/.exec(word)?.[1] ?? []);
    for (const option of used) expect(['--help', ...options(command)], line).toContain(option);
  });

  test('links lead somewhere', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)/g)];
    for (const [link, path, anchor] of links) {
      const target = path === '' ? page : join(dirname(page), path!);
      expect(existsSync(join(root, target)), `${page}: ${link}`).toBe(true);
      expect([undefined, ...anchorsOf(target)], `${page}: ${link}`).toContain(anchor?.slice(1));
    }
  });

  test('npm scripts exist', async () => {
    const { scripts } = (await import('../../../package.json')).default as {
      scripts: Record<string, string>;
    };
    const used = [...textOf(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!);
    for (const name of used) expect(Object.keys(scripts)).toContain(name);
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  (page.endsWith('.md') ? [...textOf(page).matchAll(/^#+ (.+)$/gm)] : []).map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
