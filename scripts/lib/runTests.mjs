import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './execute.mjs';
import { root, workFolder } from './paths.mjs';
import { summarise } from './testSummary.mjs';

/**
 * Installs the services that some tests need where that is possible, runs vitest, prints the summary as the last line.
 *
 * @param {readonly string[]} vitestArgs
 */
export async function runTests(vitestArgs) {
  await execute([join(root, 'scripts', 'install-test-services.mjs')]);
  const output = join(workFolder, `tests-${process.pid}.json`);
  mkdirSync(workFolder, { recursive: true });
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
    const code = await execute([vitest, 'run', ...reporters, ...vitestArgs]);
    const report = existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : undefined;
    const { line, exitCode } = summarise(report, code);
    console.log(line);
    return exitCode;
  } finally {
    rmSync(output, { force: true });
  }
}
