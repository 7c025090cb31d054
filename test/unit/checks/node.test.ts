import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';

/** Loads the check in a Node that says it is `version`. */
function checkUnder(version: string): { status: number | null; stderr: string } {
  const program = `
    Object.defineProperty(process.versions, 'node', { value: '${version}' });
    await import('./scripts/lib/node.mjs');`;
  const args = ['--input-type=module', '--eval', program];
  return spawnSync(process.execPath, args, { cwd: join(root), encoding: 'utf8' });
}

test.each(['18.20.8', '20.18.3'])('Node %s is refused in one line', (version) => {
  const { status, stderr } = checkUnder(version);
  expect(stderr).toBe(
    `camline needs Node >= 20.19; this is Node ${version}. Install a newer one: https://nodejs.org/\n`,
  );
  expect(status).toBe(2);
});

test.each(['20.19.0', '22.0.0'])('Node %s is taken', (version) => {
  expect(checkUnder(version)).toMatchObject({ status: 0, stderr: '' });
});
