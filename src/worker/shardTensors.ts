import { elementCount, type Tensor } from '../tensor/tensor.ts';
import type { FinishedImage } from './protocol.ts';

/**
 * Maps of one method for the images of one record file, [images, classes, h, w], NaN where an image failed. Undefined where no image has
 * one: then there is nothing to know the shape from.
 */
export function shardMaps(images: readonly FinishedImage[], method: number): Tensor | undefined {
  const given = images.map(({ maps }) => maps[method] ?? undefined);
  const first = given.find((map) => map !== undefined);
  if (first === undefined) return undefined;
  const size = elementCount(first.shape);
  const data = new Float32Array(images.length * size).fill(Number.NaN);
  given.forEach((map, line) => {
    if (map !== undefined) data.set(map.data, line * size);
  });
  return { data, shape: [images.length, ...first.shape] };
}
