/**
 * `npm run mutate -- SLICE [pattern …]`: changes the code of a slice a little, over and over, and lists the changes that no
 * test notices. Stryker is kept in .build/, because only this needs it. Not part of `npm test`.
 *
 *   npm run mutate -- methods src/methods/gradcampp.ts
 */
import './lib/node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './lib/execute.mjs';
import { slices, strykerSettings } from './lib/mutation.mjs';
import { workFolder } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

/** The last that runs on Node 20. */
const version = '9.6.1';
const folder = join(workFolder, 'mutate');
const stryker = join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js');

await main(async () => {
  const [slice, ...patterns] = process.argv.slice(2);
  if (slice === undefined || !Object.hasOwn(slices, slice)) {
    console.error(`Expected one of: ${Object.keys(slices).join(', ')}; then, if wanted, patterns of files.`);
    return 2;
  }
  await ensureReady();
  if (!existsSync(stryker)) install();
  const known = /** @type {import('./lib/mutation.mjs').Slice} */ (slice);
  const vitestConfig = join(folder, `${slice}.vitest.config.mjs`);
  const test = { include: slices[known].tests, testTimeout: 60_000 };
  writeFileSync(vitestConfig, `export default ${JSON.stringify({ test })};\n`);
  const settings = join(folder, `${slice}.stryker.json`);
  writeFileSync(settings, JSON.stringify(strykerSettings(known, patterns, vitestConfig), null, 2));
  return execute([stryker, 'run', settings]);
});

/** Beside its own packages it finds the repository's vitest, which lies further up. */
function install() {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${version}`);
  const options = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', ['install', '--prefix', folder, ...options, ...packages], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm could not install Stryker.');
}
