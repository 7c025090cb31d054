import type { Tensor } from '../tensor/tensor.ts';
import type { FinishedImage } from './protocol.ts';

/** Feature vectors for the images of one record file, [images, C], NaN where an image failed; undefined where no image has one. */
export function shardFeatures(images: readonly FinishedImage[]): Tensor | undefined {
  const first = images.find(({ features }) => features !== null)?.features;
  if (first === undefined || first === null) return undefined;
  const size = first.data.length;
  const data = new Float32Array(images.length * size).fill(Number.NaN);
  images.forEach(({ features }, line) => {
    if (features !== null) data.set(features.data, line * size);
  });
  return { data, shape: [images.length, size] };
}
