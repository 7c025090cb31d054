/** `npm run docs`: docs/performance-on-paper.md, from scripts/data/measured.json and bench/reference/results.json. */
import './lib/node.mjs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { paperPage } from './lib/paperPage.mjs';
import { root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

await main(async () => {
  await ensureReady();
  // The bench's own reckoning is TypeScript.
  (await import('tsx/esm/api')).register();
  const { measured } = await import('./lib/measured.mjs');
  const file = join(root, 'docs/performance-on-paper.md');
  const page = paperPage(measured());
  const { format, resolveConfig } = await import('prettier');
  writeFileSync(file, await format(page, { ...(await resolveConfig(file)), parser: 'markdown' }));
  return 0;
});
