/**
 * What a GPU would wait for: a run whose network answers in about a millisecond, so that reading, decoding, preparing,
 * painting and storing are all there is. JPEGs of 0.2 and 12 megapixels.
 *
 *   npm run bench -- hostTime [--images 128]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { manyPhotos } from './lib/manyPhotos.ts';
import { stagesText } from '../src/worker/stages.ts';
import { runRate } from './lib/runRate.ts';
import { tinyClassifier } from './lib/tinyClassifier.ts';

const { values } = parseArgs({ options: { images: { type: 'string', default: '128' } } });
const sizes = [
  ['0.2 megapixels', 512, 384],
  ['12 megapixels', 4000, 3000],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'camline-host-'));
const model = await tinyClassifier();
for (const [name, width, height] of sizes) {
  const masters = join(folder, `masters-${width}`);
  mkdirSync(masters);
  for (const file of (await readdir('samples')).filter((each) => each.endsWith('.jpg'))) {
    await sharp(join('samples', file))
      .resize(width, height, { fit: 'fill' })
      .jpeg({ quality: 90 })
      .toFile(join(masters, file));
  }
  const photos = join(folder, `photos-${width}`);
  manyPhotos(photos, Number(values.images), masters);
  const { imagesPerSecond, stageMillis } = runRate(photos, model, ['--shard', '16']);
  process.stdout.write(
    `${name}: ${imagesPerSecond.toFixed(1)} images/s, ${(1000 / imagesPerSecond).toFixed(1)} ms an image; ` +
      `by stage, which overlap: ${stagesText(stageMillis)} ms\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
