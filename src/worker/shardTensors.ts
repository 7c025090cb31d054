import { elementCount, type Tensor } from '../tensor/tensor.ts';
import type { FinishedImage } from './protocol.ts';

/** Maps of one method for the images of one record file, [images, classes, h, w]; as `byLine`. */
export const shardMaps = (images: readonly FinishedImage[], method: number): Tensor | undefined =>
  byLine(images.map(({ maps }) => maps[method] ?? null));

/** Feature vectors for the images of one record file, [images, C]; as `byLine`. */
export const shardFeatures = (images: readonly FinishedImage[]): Tensor | undefined =>
  byLine(images.map(({ features }) => features));

/** NaN where an image failed. Undefined where no image has one: then there is nothing to know the shape from. */
function byLine(given: readonly (Tensor | null)[]): Tensor | undefined {
  const first = given.find((tensor) => tensor !== null);
  if (first === undefined) return undefined;
  const size = elementCount(first.shape);
  const data = new Float32Array(given.length * size).fill(Number.NaN);
  given.forEach((tensor, line) => {
    if (tensor !== null) data.set(tensor.data, line * size);
  });
  return { data, shape: [given.length, ...first.shape] };
}
