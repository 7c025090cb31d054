/** Test-time augmentation of `augSmooth`: horizontal flip and brightness of the normalised input. */
import type { Tensor } from '../tensor/tensor.ts';

export interface Augmentation {
  readonly flip: boolean;
  readonly factor: number;
}

/** Flip by factor, without the pass that changes nothing. */
export const augmentations: readonly Augmentation[] = [
  { flip: false, factor: 0.9 },
  { flip: false, factor: 1.1 },
  { flip: true, factor: 0.9 },
  { flip: true, factor: 1 },
  { flip: true, factor: 1.1 },
];

/** [n, C, H, W] → the same shape. */
export function augment(images: Tensor, { flip, factor }: Augmentation): Tensor {
  const turned = flip ? mirrored(images) : images;
  return { data: turned.data.map((value) => value * factor), shape: images.shape };
}

/** Maps [rows, H, W] of augmented images, back in the original's orientation. */
export const restore = (maps: Tensor, { flip }: Augmentation): Tensor => (flip ? mirrored(maps) : maps);

/** Last axis reversed. */
export function mirrored(tensor: Tensor): Tensor {
  const width = tensor.shape.at(-1) ?? 1;
  const data = new Float32Array(tensor.data.length);
  for (let start = 0; start < data.length; start += width) {
    for (let column = 0; column < width; column++)
      data[start + column] = tensor.data[start + width - 1 - column]!;
  }
  return { data, shape: tensor.shape };
}
