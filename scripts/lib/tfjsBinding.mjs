import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm } from './install.mjs';
import { root, workFolder } from './paths.mjs';

/** @typedef {{ package: string, wheel: string }} Kind */

/** The libraries of PyPI's TensorFlow that the binding is built against; the package's own are older and lie elsewhere. */
const version = '2.21.0';

/** @type {Record<string, Kind>} */
export const kinds = {
  cpu: { package: '@tensorflow/tfjs-node', wheel: 'tensorflow-cpu' },
  gpu: { package: '@tensorflow/tfjs-node-gpu', wheel: 'tensorflow' },
};

const headers = [
  'include/tensorflow/c/c_api.h',
  'include/tensorflow/c/c_api_macros.h',
  'include/tensorflow/c/eager/c_api.h',
  'include/tensorflow/c/tf_attrtype.h',
  'include/tensorflow/c/tf_buffer.h',
  'include/tensorflow/c/tf_datatype.h',
  'include/tensorflow/c/tf_status.h',
  'include/tensorflow/c/tf_tensor.h',
  'include/tensorflow/c/tf_tstring.h',
  'include/tensorflow/core/platform/ctstring',
  'include/tsl/platform/ctstring',
  'include/xla/tsl/c/tsl_status.h',
];
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** What is taken out of the wheel: the whole of it is 800 MB. */
const unpackScript = `
import sys, zipfile
wheel, target, *starts = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple('tensorflow/' + start for start in starts)):
            archive.extract(name, target)
`;

/** @param {Kind} kind */
export function bindingLoads(kind) {
  const script = `require(${JSON.stringify(kind.package)})`;
  return spawnSync(process.execPath, ['-e', script], { cwd: root, stdio: 'ignore' }).status === 0;
}

/**
 * @param {Kind} kind
 * @param {string} [wheel] downloaded before
 */
export function buildBinding(kind, wheel) {
  if (process.platform !== 'linux') {
    throw new Error(
      `Expected Linux: elsewhere npm install ${kind.package} downloads what it needs, received ${process.platform}.`,
    );
  }
  const temporary = join(workFolder, 'tfjs-binding');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    const home = join(root, 'node_modules', kind.package);
    unpack(wheel ?? downloaded(kind, temporary), temporary, home);
    compile(home);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {Kind} kind
 * @param {string} folder
 */
function downloaded(kind, folder) {
  console.error(`Downloading TensorFlow ${version} from the Python package index …`);
  const options = ['--disable-pip-version-check', '--no-input', '--quiet', '--no-deps', '--dest', folder];
  run(
    'python3',
    ['-m', 'pip', 'download', ...options, `${kind.wheel}==${version}`],
    'pip could not download TensorFlow.',
  );
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip downloaded no wheel of ${kind.wheel}.`);
  return join(folder, name);
}

/**
 * @param {string} wheel
 * @param {string} temporary
 * @param {string} home of the package
 */
function unpack(wheel, temporary, home) {
  const starts = [...libraries, ...headers];
  run('python3', ['-c', unpackScript, wheel, temporary, ...starts], `${wheel} could not be unpacked.`);
  const [from, deps] = [join(temporary, 'tensorflow'), join(home, 'deps')];
  for (const folder of ['deps', 'lib', 'build']) rmSync(join(home, folder), { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const library of libraries) renameSync(join(from, library), join(deps, 'lib', library));
  renameSync(join(from, 'include'), join(deps, 'include'));
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib', 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(deps, 'lib', 'libtensorflow_framework.so'));
  // By this name the package knows that its libraries are there; without it `npm rebuild` deletes them.
  symlinkSync('libtensorflow_cc.so.2', join(deps, 'lib', 'libtensorflow.so.2.9.1'));
}

/** @param {string} home of the package */
function compile(home) {
  console.error('Building the binding …');
  const gyp = join(
    npm(['root', '--global']).stdout.trim(),
    'npm',
    'node_modules',
    'node-gyp',
    'bin',
    'node-gyp.js',
  );
  const node = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(node, 'include', 'node', 'node_api.h'));
  const args = [
    'rebuild',
    // Without its headers beside it node-gyp downloads those of this version.
    ...(hasHeaders ? [`--nodedir=${node}`] : []),
    '--module_name=tfjs_binding',
    `--module_path=${join(home, 'lib', 'napi-v8')}`,
    '--napi_build_version=8',
  ];
  run(
    process.execPath,
    [gyp, ...args],
    'The binding could not be built. On Debian and Ubuntu: apt-get install g++ make python3.',
    home,
  );
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} help
 * @param {string} [cwd]
 */
function run(command, args, help, cwd = root) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error([help, error?.message, stdout, stderr].filter(Boolean).join('\n'));
}
