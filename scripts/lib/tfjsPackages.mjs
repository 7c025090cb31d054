import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm } from './install.mjs';
import { root, workFolder } from './paths.mjs';

const modules = join(root, 'node_modules');

/**
 * Adds a package, at the version of our optional peer, and what it needs. npm leaves out what package.json calls an optional
 * peer, even where it is asked for, so that it is installed in a folder of its own and moved. What is in node_modules stays as
 * it is: native and WASM backend must share one tfjs-core.
 *
 * @param {string} name
 */
export function addPackages(name) {
  if (existsSync(join(modules, name))) return;
  const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = join(workFolder, 'tfjs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  console.error(`Installing ${name} …`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr } = npm([...args, `${name}@${peerDependencies[name]}`], folder);
  if (status !== 0) throw new Error(`npm could not install ${name}:\n${stdout}${stderr}`);
  merge(join(folder, 'node_modules'), name);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * What is absent from node_modules goes there; what is there in another version goes into the package's own node_modules.
 *
 * @param {string} from
 * @param {string} name
 */
function merge(from, name) {
  const packages = packagesIn(from);
  for (const each of packages) {
    const there = join(modules, each);
    const isSame = existsSync(there) && versionOf(there) === versionOf(join(from, each));
    if (isSame) continue;
    const target = existsSync(there) ? join(modules, name, 'node_modules', each) : there;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(from, each), target, { recursive: true });
  }
}

/** @param {string} folder */
const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/**
 * @param {string} folder a node_modules
 * @returns {string[]}
 */
const packagesIn = (folder) =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
    );
