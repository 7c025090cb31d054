import type { ModelCard } from '../config/modelCard.ts';
import type { RgbImage } from './decode.ts';

/**
 * Signed values of the input's pixels as a picture: (v - mean) / (std + 1e-5) x 0.1 + 0.5 over all values, clipped to 0..1,
 * cut down to bytes. No contribution is middle grey.
 *
 * @param values [C, H, W], C = 3 or 1
 * @param channels order of the colours in `values`
 * @source https://github.com/jacobgil/pytorch-grad-cam, `deprocess_image`
 */
export function signedPicture(
  values: Float32Array,
  { width, height }: Pick<RgbImage, 'width' | 'height'>,
  channels: ModelCard['channels'],
): RgbImage {
  const pixels = width * height;
  const { mean, deviation } = moments(values);
  const planes = values.length / pixels;
  const data = new Uint8Array(3 * pixels);
  for (let colour = 0; colour < 3; colour++) {
    const plane = planes === 1 ? 0 : channels === 'rgb' ? colour : 2 - colour;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const share = ((values[plane * pixels + pixel]! - mean) / (deviation + 1e-5)) * 0.1 + 0.5;
      data[pixel * 3 + colour] = Math.fround(255 * Math.min(Math.max(share, 0), 1));
    }
  }
  return { data, width, height };
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
