/**
 * What a run leaves behind for an image, for the page "performance on paper": of the network of `models/`, from the built
 * command line. The same on every machine.
 *
 *   npm run bench -- paper [--write]
 *
 * `--write` keeps the figures in scripts/data/measured.json; `npm run docs` then writes the page anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliEntry, root } from '../scripts/lib/paths.mjs';
import { manyPhotos } from './lib/manyPhotos.ts';

const model = join(root, 'models/efficientnet_lite0.onnx');
const folder = mkdtempSync(join(tmpdir(), 'camline-paper-'));
const photos = join(folder, 'photos');

/** Of `enqueue --dry-run`, which takes a sample the whole way. */
function outputBytesPerImage(outputs: string): number {
  const args = ['enqueue', photos, '--model', model, '--methods', 'gradcam', '--outputs', outputs];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cliEntry, ...args, '--to', join(folder, 'out'), '--dry-run', '--json'],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const found = JSON.parse(stdout) as { readonly outputBytes: number; readonly images: number };
  return Math.round(found.outputBytes / found.images);
}

try {
  manyPhotos(photos, 64);
  const bytesPerImage = {
    everything: outputBytesPerImage('heatmaps,overlays,maps'),
    maps: outputBytesPerImage('maps'),
    records: outputBytesPerImage('none'),
  };
  console.log(JSON.stringify(bytesPerImage, null, 2));
  if (process.argv.includes('--write')) {
    const file = join(root, 'scripts/data/measured.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, `${JSON.stringify({ ...kept, bytesPerImage }, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
