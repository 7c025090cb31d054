/** `npm run docs`: FEATURES.md. */
import './lib/node.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresPage } from './lib/featuresPage.mjs';
import { featureTables } from './lib/featureTables.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const dist = '../dist/';

await main(async () => {
  await ensureReady();
  /** @param {string} file */
  const load = (file) => import(dist + file);
  const file = join(root, 'FEATURES.md');
  const page = featuresPage(
    featureTables({
      ...(await load('engine/onnx/grad/gradRules.js')),
      ...(await load('engine/onnx/passes/lifts.js')),
      ...(await load('engine/onnx/passes/lowerings.js')),
      ...(await load('engine/onnx/passes/fusions.js')),
      ...(await load('engine/onnx/passes/refusals.js')),
      ...(await load('engine/onnx/ir/graph.js')),
      ...(await load('methods/registry.js')),
      ...(await load('cli/methods/needs.js')),
    }),
  );
  const { format, resolveConfig } = await import('prettier');
  writeFileSync(file, await format(page, { ...(await resolveConfig(file)), parser: 'markdown' }));
  return 0;
});
