import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { npm } from './install.mjs';
import { workFolder } from './paths.mjs';

/** A real TensorFlow.js model: MobileNetV2 (layers model, 8-bit weights) of npm's nsfwjs (MIT), packed there as JavaScript. */
const version = '4.3.0';
const home = join(workFolder, 'nsfwjs', version);

/**
 * Folder with `model.json`, its weights and a model card; unpacked on the first call. Throws with npm's words where the
 * package cannot be had.
 *
 * @param {'mobilenet_v2' | 'mobilenet_v2_mid' | 'inception_v3'} [name] `mobilenet_v2_mid` is a graph model
 * @returns {string}
 */
export function nsfwModel(name = 'mobilenet_v2') {
  const folder = join(home, name);
  if (existsSync(folder)) return folder;
  const packages = join(home, 'packages');
  install(packages);
  const half = `${folder}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  unpack(join(packages, 'node_modules', 'nsfwjs', 'dist', 'models', name), half);
  writeFileSync(join(half, 'model.card.json'), JSON.stringify(card(name)));
  renameSync(half, folder);
  return folder;
}

/** @param {string} folder */
function install(folder) {
  if (existsSync(join(folder, 'node_modules', 'nsfwjs'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  // Its peers, TensorFlow.js among them, are not needed for the files.
  const args = [
    'install',
    '--legacy-peer-deps',
    '--omit=peer',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ];
  const { status, stdout, stderr } = npm([...args, '--loglevel=error', `nsfwjs@${version}`], folder);
  if (status !== 0) throw new Error(`npm could not install nsfwjs:\n${stdout}${stderr}`);
}

/**
 * `NAME.min.js` holds what was NAME: the model's JSON, or a shard in base64.
 *
 * @param {string} from
 * @param {string} to
 */
function unpack(from, to) {
  const load = createRequire(join(from, 'any.js'));
  const isPacked = JSON.parse(readFileSync(join(from, '..', 'package.json'), 'utf8')).type !== 'module';
  if (!isPacked)
    throw new Error(`Expected CommonJS files in ${from}; nsfwjs packs its models otherwise now.`);
  for (const file of readdirSync(from).filter((name) => name.endsWith('.min.js'))) {
    const loaded = load(join(from, file));
    const value = loaded.default ?? loaded;
    const name = file.slice(0, -'.min.js'.length);
    if (name === 'model') writeFileSync(join(to, 'model.json'), JSON.stringify(value));
    else writeFileSync(join(to, name), Buffer.from(value, 'base64'));
  }
}

/**
 * As nsfwjs prepares pictures.
 *
 * @param {string} name
 */
function card(name) {
  const side = name === 'inception_v3' ? 299 : 224;
  return {
    name: `nsfwjs ${name}`,
    input: { width: side, height: side },
    resize: { rule: 'exact', size: side, filter: 'bilinear' },
    crop: 'none',
    channels: 'rgb',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    labels: ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'],
  };
}
