import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const [width, height] = [120, 100];

/** Photographs of noise over a gradient, each different, the same every time. */
export async function makePhotos(folder: string, names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [index, name] of names.entries()) {
    const jpeg = await sharp(noise(index), { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    writeFileSync(join(folder, name), jpeg);
  }
}

/** "000.jpg", "001.jpg", … */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${String(index).padStart(3, '0')}.jpg`);

function noise(seed: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  let state = seed + 1;
  for (let at = 0; at < pixels.length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    pixels[at] = (state >>> 24) + at / 150 + seed * 20;
  }
  return pixels;
}
