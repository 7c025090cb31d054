/** A decoded photograph becomes the network's input: resize, crop, then (value / 255 - mean) / std. */
import type { ModelCard } from '../config/modelCard.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { RgbImage } from './decode.ts';
import { transformOf, type Transform } from './geometry.ts';
import { resize } from './resample.ts';

export interface Preprocessed {
  /** [3, H, W], colours in the card's order. */
  readonly tensor: Tensor;
  /** What the network sees, as a picture: [H, W, 3], always red, green, blue. */
  readonly crop: RgbImage;
  readonly transform: Transform;
  /** The photograph's own size, pixels. */
  readonly width: number;
  readonly height: number;
}

export function preprocess(photo: RgbImage, card: ModelCard): Preprocessed {
  const transform = transformOf(photo, card);
  const resized = { width: transform.resizedWidth, height: transform.resizedHeight };
  const region = {
    left: transform.cropLeft,
    top: transform.cropTop,
    width: transform.cropWidth,
    height: transform.cropHeight,
  };
  const crop = resize(photo, resized, region, card.resize.filter);
  return { tensor: normalise(crop, card), crop, transform, width: photo.width, height: photo.height };
}

/** [H, W, 3] bytes to [3, H, W] floats, rounded to float32 after each step as PyTorch does. */
export function normalise(crop: RgbImage, card: Pick<ModelCard, 'channels' | 'mean' | 'std'>): Tensor {
  const pixels = crop.width * crop.height;
  const data = new Float32Array(3 * pixels);
  for (let channel = 0; channel < 3; channel++) {
    const colour = card.channels === 'rgb' ? channel : 2 - channel;
    const values = normalisedBytes(card.mean[channel]!, card.std[channel]!);
    const plane = data.subarray(channel * pixels, (channel + 1) * pixels);
    for (let pixel = 0; pixel < pixels; pixel++) plane[pixel] = values[crop.data[pixel * 3 + colour]!]!;
  }
  return { data, shape: [3, crop.height, crop.width] };
}

/** The normalised value of each of the 256 bytes. */
function normalisedBytes(mean: number, std: number): Float32Array {
  const { fround } = Math;
  return Float32Array.from(
    { length: 256 },
    (_, byte) => fround(fround(byte / 255) - fround(mean)) / fround(std),
  );
}
