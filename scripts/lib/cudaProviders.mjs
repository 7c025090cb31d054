/**
 * ONNX Runtime's CUDA libraries, beside the library that onnxruntime-node brings along. Both come from one build: only a
 * wheel of the same version fits.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';

const runtime = join(root, 'node_modules/onnxruntime-node');
export const providersFolder = join(runtime, 'bin/napi-v6/linux/x64');
/** CUDA's own libraries, where they come from PyPI; ignored by git. */
export const librariesFolder = join(root, '.cuda');
const providers = ['shared', 'cuda', 'tensorrt'].map((name) => `libonnxruntime_providers_${name}.so`);

/** Of onnxruntime-node, as it is installed. */
export const runtimeVersion = () =>
  /** @type {string} */ (JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8')).version);

/** The official download, for CUDA 12. Throws where it cannot be reached. */
export function downloadOfficial() {
  const { status } = spawnSync(
    process.execPath,
    [join(runtime, 'script/install.js'), '--onnxruntime-node-install=cuda12'],
    {
      cwd: runtime,
      stdio: 'inherit',
    },
  );
  if (status === 0) return;
  throw new Error(
    'The official download did not work. Where only a Python package index can be reached: npm run setup:cuda -- --wheel',
  );
}

/**
 * From PyPI's onnxruntime-gpu, for CUDA 13.
 *
 * @param {{ wheel?: string | undefined, into?: string, python?: string }} options `wheel`: a file; else the wheel and CUDA's libraries are
 *   downloaded, about 2 GB
 * @returns {string[]} folders of CUDA's libraries that were downloaded
 */
export function installFromWheel({ wheel, into = providersFolder, python = 'python3' }) {
  if (wheel !== undefined && !existsSync(wheel))
    throw new Error(`Expected a wheel, there is no file ${wheel}.`);
  const wanted = runtimeVersion();
  const folder = wheel === undefined ? librariesFolder : mkdtempSync(join(tmpdir(), 'camline-cuda-'));
  try {
    const what = wheel === undefined ? [`onnxruntime-gpu[cuda,cudnn]==${wanted}`] : ['--no-deps', wheel];
    pip(python, [
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--upgrade',
      '--target',
      folder,
      ...what,
    ]);
    checkVersion(folder, wanted);
    mkdirSync(into, { recursive: true });
    for (const name of providers) copyFileSync(join(folder, 'onnxruntime/capi', name), join(into, name));
    return wheel === undefined ? nvidiaFolders(folder) : [];
  } finally {
    if (wheel !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {string} wanted */
function checkVersion(folder, wanted) {
  const found = readdirSync(folder).flatMap(
    (name) => /^onnxruntime_gpu-(.+)\.dist-info$/.exec(name)?.[1] ?? [],
  );
  if (found.length === 1 && found[0] === wanted) return;
  const what = found.length === 0 ? 'no onnxruntime-gpu' : `onnxruntime-gpu ${found.join(', ')}`;
  throw new Error(
    `Expected onnxruntime-gpu ${wanted}, as onnxruntime-node is installed here; the wheel holds ${what}.`,
  );
}

/** @param {string} folder */
function nvidiaFolders(folder) {
  const nvidia = join(folder, 'nvidia');
  if (!existsSync(nvidia)) return [];
  return readdirSync(nvidia, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === 'lib')
    .map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string} python @param {readonly string[]} args */
function pip(python, args) {
  const { status, error, stderr } = spawnSync(python, ['-m', 'pip', ...args], { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${python} -m pip ${args.join(' ')} did not work:\n${error?.message ?? stderr}`);
}

/** The shell's line that makes CUDA's libraries be found; it must hold before Node starts. @param {readonly string[]} folders */
export function writeEnvironment(folders) {
  const file = join(librariesFolder, 'environment.sh');
  mkdirSync(librariesFolder, { recursive: true });
  writeFileSync(
    file,
    `export LD_LIBRARY_PATH="${folders.join(':')}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n`,
  );
  return file;
}

/**
 * Libraries that the CUDA provider asks for and the system does not find.
 *
 * @param {readonly string[]} folders searched before the system's
 * @param {string} [into]
 */
export function missingLibraries(folders, into = providersFolder) {
  const path = [into, ...folders, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  const { stdout } = spawnSync('ldd', [join(into, 'libonnxruntime_providers_cuda.so')], {
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: path },
  });
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(
    ([, name]) => /** @type {string} */ (name),
  );
}
