/**
 * npm writes a lockfile without the packages of other platforms where a registry does not have them, and `npm ci` then
 * refuses it everywhere. Every dependency that the lockfile names must therefore be in it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';

interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly integrity?: string;
}
const packages = (
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
).packages;

/** Whether a package at `path` finds `name` in its own node_modules or in one above it. */
function resolves(path: string, name: string): boolean {
  const inside = path === '' ? '' : `${path}/`;
  if (`${inside}node_modules/${name}` in packages) return true;
  if (path === '') return false;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1));
  return resolves(parent, name);
}

test('every dependency is locked, those of other platforms included', () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !resolves(path, name))
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

test('every package is locked by its hash', () => {
  const loose = Object.entries(packages).filter(
    ([path, { integrity }]) => path !== '' && integrity === undefined,
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});
