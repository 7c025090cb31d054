import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workFolder } from './paths.mjs';

/** The Python environment with the libraries that camline is compared with: PyTorch, its exporters, pytorch-grad-cam. */
const environment = join(root, '.venv');
const requirements = join(root, 'bench', 'peers', 'requirements.txt');
const stamp = join(environment, 'requirements.sha256');
const windows = process.platform === 'win32';

export const python = windows
  ? join(environment, 'Scripts', 'python.exe')
  : join(environment, 'bin', 'python');

const debian = 'On Debian and Ubuntu: apt-get install python3 python3-venv.';

/** SHA-256 of the pinned versions: what the stamp of a finished environment holds. */
const wantedHash = () => createHash('sha256').update(readFileSync(requirements)).digest('hex');

/** Whether the environment is there with the pinned versions. */
export const hasPeers = () =>
  existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedHash();

/** The environment of this process with every cache of the Python libraries in .build/, so that none litters the home folder. */
export function peersEnvironment() {
  const caches = join(workFolder, 'peers');
  const variables = ['MPLCONFIGDIR', 'TORCH_HOME', 'HF_HOME', 'TRITON_CACHE_DIR', 'TORCHINDUCTOR_CACHE_DIR'];
  mkdirSync(caches, { recursive: true });
  return {
    ...process.env,
    ...Object.fromEntries(variables.map((name) => [name, join(caches, name.toLowerCase())])),
    XDG_CACHE_HOME: caches,
    ORT_DISABLE_TELEMETRY: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/**
 * Makes the environment where it is absent or of other versions. Throws with what to install where Python, its venv
 * module or the registry is missing.
 *
 * @returns {'made' | 'fresh'}
 */
export function preparePeers() {
  if (hasPeers()) return 'fresh';
  const found = findPython();
  console.error(`Installing ${requirements} into ${environment}: about 6 GB on Linux, some minutes …`);
  rmSync(stamp, { force: true });
  run(found, ['-m', 'venv', environment], `Python could not make a virtual environment. ${debian}`);
  const options = ['--disable-pip-version-check', '--no-input', '--no-cache-dir', '--quiet'];
  const help = 'pip could not install the pinned versions. Is the Python package index reachable from here?';
  run(python, ['-m', 'pip', 'install', ...options, '--requirement', requirements], help);
  writeFileSync(stamp, wantedHash());
  return 'made';
}

/** Python 3.11 to 3.13 have wheels of all that is pinned.
 * @returns {string} */
function findPython() {
  const names = windows ? ['py', 'python'] : ['python3'];
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  for (const name of names) {
    const { status, stdout } = spawnSync(name, ['-c', script], { encoding: 'utf8' });
    const [major = 0, minor = 0] = status === 0 ? stdout.trim().split('.').map(Number) : [];
    if (major === 3 && minor >= 11) return name;
    if (major > 0) throw new Error(`Expected Python 3.11 or newer, ${name} is ${major}.${minor}.`);
  }
  throw new Error(`Expected Python 3.11 or newer on the path as ${names.join(' or ')}. ${debian}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} help
 */
function run(command, args, help) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: peersEnvironment(),
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new Error([help, error?.message, stdout, stderr].filter(Boolean).join('\n'));
}
