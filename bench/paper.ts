/**
 * What the page "performance on paper" reckons with, measured on this machine: milliseconds and bytes an image of the
 * network of `models/`, from the built command line.
 *
 *   npm run bench -- paper [--write]
 *
 * `--write` keeps the figures in scripts/data/measured.json; `npm run docs` then writes the page anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliEntry, root } from '../scripts/lib/paths.mjs';
import { manyPhotos } from './lib/manyPhotos.ts';
import { runRate } from './lib/runRate.ts';

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
  manyPhotos(photos, 256);
  const { imagesPerSecond, stageMillis } = runRate(photos, model, ['--methods', 'gradcam']);
  const measured = {
    cores: availableParallelism(),
    liteGradcamMillis: Number((1000 / imagesPerSecond).toFixed(1)),
    decodeMillis: Number((stageMillis.decode + stageMillis.preprocess).toFixed(1)),
    explainMillis: Number(stageMillis.explain.toFixed(1)),
    bytes: {
      everything: outputBytesPerImage('heatmaps,overlays,maps'),
      maps: outputBytesPerImage('maps'),
      records: outputBytesPerImage('none'),
    },
  };
  console.log(JSON.stringify(measured, null, 2));
  if (process.argv.includes('--write')) {
    const file = join(root, 'scripts/data/measured.json');
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, `${JSON.stringify({ ...kept, paper: measured }, null, 2)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
