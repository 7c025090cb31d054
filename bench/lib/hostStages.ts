/** What the stages around the engine cost on one core: one image after the other, so that nothing waits for anything. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDefaults } from '../../src/config/defaults.ts';
import type { ModelCard } from '../../src/config/modelCard.ts';
import { decodeImage, type RgbImage } from '../../src/imaging/decode.ts';
import { encodeHeatmapPng, encodeOverlayJpeg } from '../../src/imaging/encode.ts';
import { mapStats } from '../../src/imaging/mapStats.ts';
import { overlay } from '../../src/imaging/overlay.ts';
import { preprocess } from '../../src/imaging/preprocess.ts';
import { openImages } from '../../src/sources/images/openImages.ts';
import { openStore } from '../../src/storage/openStore.ts';
import { resizeAndScaleMaps } from '../../src/tensor/resize.ts';

/** Milliseconds of an image, of all threads of this process together. */
export interface HostStage {
  readonly name: string;
  readonly cpu: number;
}

/** So many to warm up, and so many to measure: loops are compiled on the way. */
const imagesEach = 64;

/** Of the photographs in `folder`, again and again. */
export async function hostStages(folder: string, card: ModelCard): Promise<HostStage[]> {
  const sums = new Map<string, number>();
  const results = mkdtempSync(join(tmpdir(), 'camline-stages-'));
  const store = openStore(results);
  const images = await openImages({ ...runDefaults, source: { kind: 'directory', path: folder } });
  const keys = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
  const { width, height } = card.input;
  const map = bump(height, width);

  async function timed<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    sums.set(name, (sums.get(name) ?? 0) + (user + system) / 1000);
    return result;
  }

  async function through(key: string): Promise<string[]> {
    const entry = { key, bytes: statSync(join(folder, key)).size };
    const bytes = await timed('fetch', () => images.read(entry));
    await timed('hash', () => createHash('sha256').update(bytes).digest('hex'));
    const options = { ...runDefaults, exifOrientation: false };
    const photo: RgbImage = await timed('decode', () => decodeImage(bytes, options));
    const { crop } = await timed('preprocess', () => preprocess(photo, card));
    await timed('figures', () => mapStats(map, width, height));
    const png = await timed('heatmap', () => encodeHeatmapPng(map, width, height));
    const picture = await timed('overlay', () => overlay(map, crop));
    const jpeg = await timed('overlay JPEG', () => encodeOverlayJpeg(picture));
    const stored = [`runs/r/heatmaps/gradcam/${key}.png`, `runs/r/overlays/gradcam/${key}.jpg`];
    await timed('store', async () => {
      await store.putSoon(stored[0]!, png);
      await store.putSoon(stored[1]!, jpeg);
    });
    return stored;
  }

  try {
    for (let index = 0; index < imagesEach; index++) await through(keys[index % keys.length]!);
    sums.clear();
    const stored: string[] = [];
    for (let index = 0; index < imagesEach; index++) {
      stored.push(...(await through(keys[index % keys.length]!)));
    }
    await timed('make durable', () => store.settle(stored));
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  return [...sums].map(([name, cpu]) => ({ name, cpu: cpu / imagesEach }));
}

/** A map of 7 x 7 cells at the size of the network's input, as a class activation map looks. */
function bump(height: number, width: number): Float32Array {
  const cells = Float32Array.from({ length: 49 }, (_, cell) => {
    const [row, column] = [Math.floor(cell / 7), cell % 7];
    return Math.exp(-((row - 2.4) ** 2 + (column - 3.7) ** 2) / 5) + 0.05 * Math.abs(Math.sin(9 * cell));
  });
  return resizeAndScaleMaps({ data: cells, shape: [1, 7, 7] }, height, width).data;
}
