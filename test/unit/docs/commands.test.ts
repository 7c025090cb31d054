/** What pages tell users to type exists: commands, options, files, links. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';
import { commandProblem } from '../../support/docs/commandLine.ts';
import { blocksOf, pages, textOf } from '../../support/docs/pages.ts';

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

describe.each(pages)('%s', (page) => {
  test.each(invocations(page))('%s', (line) => {
    expect(commandProblem(line.split(/\s+/).slice(1)), line).toBe(undefined);
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
