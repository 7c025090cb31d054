import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { featuresPage } from '../../../scripts/lib/featuresPage.mjs';
import { featureTables } from '../../../scripts/lib/featureTables.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { needWords } from '../../../src/cli/methods/needs.ts';
import { gradRules } from '../../../src/engine/onnx/grad/gradRules.ts';
import { Node } from '../../../src/engine/onnx/ir/graph.ts';
import { fusions } from '../../../src/engine/onnx/passes/fusions.ts';
import { lifts } from '../../../src/engine/onnx/passes/lifts.ts';
import { lowerings } from '../../../src/engine/onnx/passes/lowerings.ts';
import { newForms, refusals } from '../../../src/engine/onnx/passes/refusals.ts';
import { methods } from '../../../src/methods/registry.ts';

const file = join(root, 'FEATURES.md');
const tables = featureTables({
  gradRules,
  lifts,
  lowerings,
  fusions,
  refusals,
  newForms,
  Node,
  methods,
  needWords,
});
const page = featuresPage(tables);

test('FEATURES.md is what the tables say: `npm run docs -- --text` makes it anew', async () => {
  const expected = await format(page, { ...(await resolveConfig(file)), parser: 'markdown' });
  expect(readFileSync(file, 'utf8')).toBe(expected);
});

test.each([
  ['Conv', 'gradient rule'],
  ['Floor', 'declared zero'],
  ['QLinearConv', 'refused by name'],
  ['Attention', 'settled before'],
  ['Upsample', 'settled before'],
  ['GRU', '**no rule**'],
])('%s: %s', (operator, words) => {
  expect(page).toContain(`| ${operator} | ${words}`);
});

test('every rule and lift is about an operator that ONNX has', () => {
  const known = Object.keys(tables.operators);
  expect([...Object.keys(gradRules), ...Object.keys(lifts)].filter((name) => !known.includes(name))).toEqual(
    [],
  );
});

test('a rule more is a row less in the list of what is missing', () => {
  const more = featuresPage({ ...tables, gradRules: { ...gradRules, GRU: 'zero' } });
  expect(page).toMatch(/without a rule .*\bGRU\b/);
  expect(more).not.toMatch(/without a rule .*\bGRU\b/);
  expect(more).toContain('| GRU | declared zero');
});
