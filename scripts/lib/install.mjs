import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages paths of a lockfile to what is there */

/**
 * Paths that the lockfile wants and that are absent or of another version. Optional packages may be absent: most of them
 * are for other platforms.
 *
 * @param {Packages} wanted `packages` of package-lock.json
 * @param {Packages} installed `packages` of node_modules/.package-lock.json
 */
export function outdatedPackages(wanted, installed) {
  return Object.entries(wanted)
    .filter(([path, { version, optional }]) => {
      if (path === '') return false;
      const found = installed[path];
      return found === undefined ? optional !== true : found.version !== version;
    })
    .map(([path]) => path);
}

/** Whether node_modules is what package-lock.json says. */
export function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  return outdatedPackages(packagesOf(join(root, 'package-lock.json')), packagesOf(installed)).length === 0;
}

/**
 * @param {string} lockfile
 * @returns {Packages}
 */
const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages;

/** Installs from the lockfile, development tools included; throws with npm's own words where that fails. */
export function install() {
  console.error('Installing packages from package-lock.json …');
  const result = npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.status !== 0) {
    throw new Error(
      `npm ci failed:\n${result.stdout}${result.stderr}\nIs the npm registry reachable from here?`,
    );
  }
}

/**
 * The npm that started this script, else the one on the path.
 *
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
export function npm(args, cwd = root) {
  const started = process.env['npm_execpath'];
  const isNpm = started !== undefined && /npm-cli\.[cm]?js$/.test(started);
  const [command, first] = isNpm ? [process.execPath, [started]] : ['npm', []];
  // onnxruntime-node's install script would download GPU libraries from outside the registry.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  return spawnSync(command, [...first, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    shell: !isNpm && process.platform === 'win32',
  });
}
