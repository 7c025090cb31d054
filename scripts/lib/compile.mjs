import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { cliEntry, root, workFolder } from './paths.mjs';

const dist = join(root, 'dist');
const stamp = join(workFolder, 'source.sha256');
/** Where .npmrc has npm put packages: a way to the clone's folder that only a build opens. */
const packages = '.npm-run-build-comes-first';

/** SHA-256 over everything that the build is made from. */
export function sourceHash() {
  const hash = createHash('sha256');
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    join(root, name),
  );
  for (const file of [...settings, ...filesUnder(join(root, 'src'))]) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} folder */
const filesUnder = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

export const isBuilt = () =>
  existsSync(join(dist, packages)) &&
  existsSync(cliEntry) &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === sourceHash();

/** Compiles into a folder of its own and puts that in the place of dist/, so that no old file stays and none is half there. */
export function compile() {
  const hash = sourceHash();
  const fresh = join(workFolder, `dist-${process.pid}`);
  const old = join(workFolder, `old-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(workFolder, { recursive: true });
  try {
    emit(fresh);
    chmodSync(join(fresh, 'cli', 'main.js'), 0o755);
    symlinkSync(process.platform === 'win32' ? root : '..', join(fresh, packages), 'junction');
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
    writeFileSync(stamp, hash);
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Modules of browsers have a project of their own: they see a page, and nothing of Node. */
const projects = [
  { project: 'tsconfig.build.json', to: '.' },
  { project: 'src/dashboard/client/tsconfig.json', to: 'dashboard/client' },
];

/** @param {string} folder */
function emit(folder) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  for (const { project, to } of projects) {
    const args = [tsc, '-p', project, '--outDir', join(folder, to), '--noEmitOnError'];
    const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`The build failed:\n${result.stdout}${result.stderr}`);
  }
}
