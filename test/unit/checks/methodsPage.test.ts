import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { methodsPage } from '../../../scripts/lib/methodsPage.mjs';
import { referenceDifferences } from '../../../scripts/lib/referenceDifferences.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { needWords } from '../../../src/cli/methods/needs.ts';
import { methods } from '../../../src/methods/registry.ts';

const file = join(root, 'docs', 'methods.md');

test('docs/methods.md is what the registry says: `npm run docs -- --text` makes it anew', async () => {
  const page = methodsPage(methods, needWords, (id) =>
    existsSync(join(root, 'docs', 'methods', `${id}.jpg`)),
  );
  const expected = await format(page, { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8')).toBe(expected);
});

test('differences from the reference are told of methods that there are, each once, and the README leads there', () => {
  const names = referenceDifferences.flatMap((difference) => difference.methods);
  expect(names.filter((name) => !methods.some((method) => method.name === name))).toEqual([]);
  expect(new Set(referenceDifferences.map(({ text }) => text)).size).toBe(referenceDifferences.length);
  const heading = '## Where camline differs from pytorch-grad-cam on purpose';
  expect(readFileSync(file, 'utf8')).toContain(`\n${heading}\n`);
  const anchor = heading.slice(3).toLowerCase().replaceAll(' ', '-');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`docs/methods.md#${anchor}`);
});

test('no method is said to come from the reference where a paper is known', () => {
  const papers = methods.filter(({ url }) => url.includes('github.com')).map(({ name }) => name);
  expect(papers).toEqual(['eigengradcam', 'gradcamelementwise']);
});
