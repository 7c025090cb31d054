import type { Tensor } from '../tensor/tensor.ts';
import { sharp } from './sharp.ts';

/** A stored heatmap as a small map [h, w] in 0..1, at most `mostCells` on the longer side; null where it is damaged. */
export async function decodeHeatmap(png: Uint8Array, mostCells: number): Promise<Tensor | null> {
  try {
    const { data, info } = await sharp(png)
      .resize(mostCells, mostCells, { fit: 'inside', withoutEnlargement: true })
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data: Float32Array.from(data, (byte) => byte / 255), shape: [info.height, info.width] };
  } catch {
    return null;
  }
}
