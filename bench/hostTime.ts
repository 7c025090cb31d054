/**
 * What a GPU would wait for: a run whose network answers in about a millisecond, so that reading, decoding, preparing,
 * painting and storing are all there is; and what each of these takes of one core. JPEGs of 0.2 and 12 megapixels.
 *
 *   npm run bench -- hostTime [--images 128] [--write]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readModelCard } from 'camline';
import { count } from './lib/count.ts';
import { hostStages } from './lib/hostStages.ts';
import { manyPhotos } from './lib/manyPhotos.ts';
import { runRate } from './lib/runRate.ts';
import { tinyClassifier } from './lib/tinyClassifier.ts';
import { writeRows } from './lib/writeSection.ts';

const { values } = parseArgs({
  options: { images: { type: 'string', default: '128' }, write: { type: 'boolean', default: false } },
});
const images = count(values.images, 'images');
const sizes = [
  ['0.2 megapixels', 512, 384],
  ['12 megapixels', 4000, 3000],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'camline-host-'));
const model = await tinyClassifier();
const { card } = await readModelCard({ modelPath: 'models/efficientnet_lite0.onnx' });
const columns: (readonly [string, ReadonlyMap<string, string>])[] = [];
try {
  for (const [name, width, height] of sizes) columns.push([name, await measured(width, height)]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const headings = ['an image', ...columns.map(([name]) => name)];
const rows = [...columns[0]![1].keys()].map((what) => [
  what,
  ...columns.map(([, cells]) => cells.get(what)!),
]);
for (const cells of [headings, ...rows]) console.log(cells.join(' | '));
if (values.write) writeRows('hostTime', headings, rows);

async function measured(width: number, height: number): Promise<ReadonlyMap<string, string>> {
  const masters = join(folder, `masters-${width}`);
  mkdirSync(masters);
  for (const file of (await readdir('samples')).filter((each) => each.endsWith('.jpg'))) {
    await sharp(join('samples', file))
      .resize(width, height, { fit: 'fill' })
      .jpeg({ quality: 90 })
      .toFile(join(masters, file));
  }
  const photos = join(folder, `photos-${width}`);
  manyPhotos(photos, images, masters);
  const run = runRate(photos, model, ['--shard', '16']);
  const stages = await hostStages(masters, card);
  const cpu = stages.reduce((sum, stage) => sum + stage.cpu, 0);
  return new Map([
    ['a run, images a second', run.imagesPerSecond.toPrecision(3)],
    ...stages.map((stage) => [`${stage.name}, CPU ms`, stage.cpu.toFixed(2)] as const),
    ['together, CPU ms', cpu.toFixed(1)],
  ]);
}
