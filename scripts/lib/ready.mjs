import { join } from 'node:path';
import { compile, isBuilt } from './compile.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { workFolder } from './paths.mjs';

/**
 * Installs and builds what is missing or out of date; says nothing where nothing is. Two at once are safe: the second waits.
 *
 * @returns {Promise<'built' | 'fresh'>} whether a build was needed
 */
export async function ensureReady() {
  if (isInstalled() && isBuilt()) return 'fresh';
  return withLock(join(workFolder, 'lock'), prepare, (owner) =>
    console.error(`Waiting for process ${owner}, which installs or builds in this folder …`),
  );
}

/** @returns {'built' | 'fresh'} */
function prepare() {
  if (!isInstalled()) install();
  if (isBuilt()) return 'fresh';
  compile();
  return 'built';
}

/**
 * Runs a script's body; a failure is one message without a stack, and exit code 1.
 *
 * @param {() => Promise<number>} body gives the exit code
 */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
