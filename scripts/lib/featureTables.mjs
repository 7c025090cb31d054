import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * The engine's modules as FEATURES.md reads them.
 *
 * @param {{
 *   gradRules: import('./featuresPage.mjs').Tables['gradRules'],
 *   lifts: import('./featuresPage.mjs').Tables['lifts'],
 *   lowerings: import('./featuresPage.mjs').Tables['lowerings'],
 *   fusions: import('./featuresPage.mjs').Tables['fusions'],
 *   refusals: Readonly<Record<string, (node: import('../../src/engine/onnx/ir/graph.ts').Node) => string | undefined>>,
 *   newForms: import('./featuresPage.mjs').Tables['newForms'],
 *   Node: typeof import('../../src/engine/onnx/ir/graph.ts').Node,
 *   methods: import('./featuresPage.mjs').Tables['methods'],
 *   needWords: import('./featuresPage.mjs').Tables['needWords'],
 * }} modules
 * @returns {import('./featuresPage.mjs').Tables}
 */
export function featureTables({ refusals, Node, ...tables }) {
  const data = JSON.parse(readFileSync(join(root, 'scripts/data/onnx-operators.json'), 'utf8'));
  /** @param {string} opType */
  const refusalOf = (opType) =>
    Object.hasOwn(refusals, opType)
      ? refusals[opType]?.(new Node({ opType, inputs: [] }, opType))
      : undefined;
  const refusedInPart = Object.keys(refusals).filter((opType) => refusalOf(opType) === undefined);
  return { ...tables, operators: data.operators, refusalOf, refusedInPart };
}
