/**
 * Resident memory of `camline run` and its executor over many images of different sizes: a leak of a few bytes an image
 * ends a night's run.
 *
 *   npm run bench -- workerMemory [--images 10000] [--write]
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cliEntry } from '../scripts/lib/paths.mjs';
import { processMemory } from '../src/worker/processMemory.ts';
import { count } from './lib/count.ts';
import { manyPhotos } from './lib/manyPhotos.ts';
import { median } from './lib/statistics.ts';
import { tinyClassifier } from './lib/tinyClassifier.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: { images: { type: 'string', default: '10000' }, write: { type: 'boolean', default: false } },
});
const images = count(values.images, 'images');

const folder = mkdtempSync(join(tmpdir(), 'camline-memory-'));
manyPhotos(join(folder, 'photos'), images);
const args = ['run', 'photos', '--model', await tinyClassifier(), '--to', 'out', '--run', 'm', '--quiet'];
const run = spawn(process.execPath, [cliEntry, ...args, '--outputs', 'heatmaps'], {
  cwd: folder,
  stdio: 'ignore',
});
const ended = once(run, 'exit');
const samples: { readonly done: number; readonly bytes: number }[] = [];
while (run.exitCode === null) {
  samples.push({ done: imagesDone(), bytes: residentBytes(run.pid!) });
  await Promise.race([delay(500), ended]);
}
const tenths = Array.from({ length: 10 }, (_, tenth) =>
  samples.filter(({ done }) => Math.floor((10 * done) / images) === tenth).map(({ bytes }) => bytes),
);
const mebibytes = tenths.map((bytes) => (bytes.length === 0 ? Number.NaN : median(bytes) / 2 ** 20));
const settled = mebibytes.slice(2).filter((value) => !Number.isNaN(value));
const [least, most] = [Math.min(...settled), Math.max(...settled)];
const headings = ['images', 'exit', 'MiB by tenth of the run', 'from the third tenth on'];
const cells = [
  String(images),
  String(run.exitCode),
  mebibytes.map((value) => value.toFixed(0)).join(' '),
  `within ${(((most - least) / (most + least)) * 100).toFixed(1)} % of ${((most + least) / 2).toFixed(0)} MiB`,
];
console.log(cells.join(' | '));
if (values.write) writeRows('workerMemory', headings, [cells]);
rmSync(folder, { recursive: true, force: true });

function imagesDone(): number {
  try {
    const records = readdirSync(join(folder, 'out/runs/m/records')).filter((name) =>
      name.startsWith('shard-'),
    );
    return Math.min(images - 1, records.length * 32);
  } catch {
    return 0;
  }
}

/** Of the process and its children. */
function residentBytes(pid: number): number {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);
  return [pid, ...children.map(Number)].reduce((sum, each) => sum + processMemory(each), 0);
}
