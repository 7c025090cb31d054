/** A decoded photograph becomes the network's input: resize, crop, then (value / 255 - mean) / std. */
import { channelCount, type ModelCard } from '../config/modelCard.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { RgbImage } from './decode.ts';
import { transformOf, type Transform } from './geometry.ts';
import { resize } from './resample/resize.ts';

export interface Preprocessed {
  /** [C, H, W], colours in the card's order, or grey. */
  readonly tensor: Tensor;
  /** What the network sees, as a picture: [H, W, 3], always red, green, blue. */
  readonly crop: RgbImage;
  readonly transform: Transform;
  /** The photograph's own size, pixels. */
  readonly width: number;
  readonly height: number;
}

/** @param memory where the tensor's values go; absent: into memory of their own */
export function preprocess(photo: RgbImage, card: ModelCard, memory?: Float32Array): Preprocessed {
  const transform = transformOf(photo, card);
  const resized = { width: transform.resizedWidth, height: transform.resizedHeight };
  const region = {
    left: transform.cropLeft,
    top: transform.cropTop,
    width: transform.cropWidth,
    height: transform.cropHeight,
  };
  const crop = resize(photo, resized, region, card.resize.filter);
  return { tensor: normalise(crop, card, memory), crop, transform, width: photo.width, height: photo.height };
}

/** [H, W, 3] bytes to [3, H, W] floats ([1, H, W] for a grey network), rounded to float32 after each step as PyTorch does. */
export function normalise(
  crop: RgbImage,
  card: Pick<ModelCard, 'channels' | 'mean' | 'std'>,
  memory?: Float32Array,
): Tensor {
  const pixels = crop.width * crop.height;
  const count = channelCount(card);
  const bytes = card.channels === 'grey' ? luma(crop.data) : crop.data;
  const data = memory ?? new Float32Array(count * pixels);
  for (let channel = 0; channel < count; channel++) {
    const colour = card.channels === 'bgr' ? 2 - channel : channel;
    const values = normalisedBytes(card.mean[channel]!, card.std[channel]!);
    const plane = data.subarray(channel * pixels, (channel + 1) * pixels);
    for (let pixel = 0; pixel < pixels; pixel++) plane[pixel] = values[bytes[pixel * count + colour]!]!;
  }
  return { data, shape: [count, crop.height, crop.width] };
}

/** As PIL turns RGB into mode L: ITU-R BT.601, in whole numbers of 1/65 536. */
function luma(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const [red, green, blue] = [rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!];
    grey[pixel] = (red * 19_595 + green * 38_470 + blue * 7471 + 0x8000) >>> 16;
  }
  return grey;
}

/** The normalised value of each of the 256 bytes. */
function normalisedBytes(mean: number, std: number): Float32Array {
  const { fround } = Math;
  return Float32Array.from(
    { length: 256 },
    (_, byte) => fround(fround(byte / 255) - fround(mean)) / fround(std),
  );
}
