import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { methodsPage } from '../../../scripts/lib/methodsPage.mjs';
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
