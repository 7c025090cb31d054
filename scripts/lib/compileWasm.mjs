import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';

const kernelSource = join('wasm', 'imaging.ts');
export const kernelModule = join('src', 'imaging', 'kernel', 'kernelBytes.ts');

/** As a program: the types of its library would make numbers of AssemblyScript global in this project. */
const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
/** No garbage collector and no imports: functions over memory that the caller lays out. */
const flags = ['--runtime', 'stub', '--optimizeLevel', '3', '--noAssert', '--enable', 'simd'];

/** What AssemblyScript makes of `kernelSource`; throws with its messages. */
export function compileKernel() {
  const folder = mkdtempSync(join(tmpdir(), 'camline-wasm-'));
  try {
    const outFile = join(folder, 'kernel.wasm');
    const args = [compiler, kernelSource, '--outFile', outFile, ...flags];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${kernelSource}:\n${stderr}`);
    return readFileSync(outFile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lineLength = 100;

/**
 * The module that brings the bytes along, so that no build and no bundler has to.
 *
 * @param {Buffer} bytes
 */
export function kernelPage(bytes) {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [
    '/** Made of `wasm/imaging.ts` by `npm run wasm`; a test compares. */',
    'export const kernelBytes: Uint8Array = new Uint8Array(',
    '  Buffer.from(',
    '    [',
    ...lines.map((line) => `      '${line}',`),
    "    ].join(''),",
    "    'base64',",
    '  ),',
    ');',
    '',
  ].join('\n');
}
