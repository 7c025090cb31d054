/** The images that a model is checked with: always the same. */
import type { ModelFacts } from '../engine/engine.ts';
import { normals } from '../tensor/random.ts';
import { elementCount, type Tensor } from '../tensor/tensor.ts';

const count = 4;
/** Of the photograph's root mean square: equal neighbours would tie in max-pooling, where a gradient has no one value. */
const grain = 0.01;

/**
 * Four different images [4, C, H, W]: noise, or the photograph [1, C, H, W], mirrored, darker, and one of noise. The
 * photographs have 1 % noise.
 *
 * @param positive noise in 0 … 1, for networks that take a root or a logarithm of their pixels
 */
export function sampleImages(facts: ModelFacts, photo: Tensor | null, positive = false): Tensor {
  const shape = [count, ...facts.input];
  const placed = isInteger(facts) ? asPixel : positive ? asShare : (value: number): number => value;
  const size = elementCount(facts.input);
  const data = Float32Array.from(normals(1, count * size), placed);
  if (photo === null) return { data, shape };
  const columns = facts.input[2];
  const strength = grain * Math.sqrt(photo.data.reduce((sum, value) => sum + value * value, 0) / size);
  const variants = [
    (at: number) => photo.data[at]!,
    (at: number) => photo.data[at - (at % columns) + columns - 1 - (at % columns)]!,
    (at: number) => 0.8 * photo.data[at]!,
  ];
  variants.forEach((variant, image) => {
    const noise = normals(2 + image, size);
    for (let at = 0; at < size; at++) data[image * size + at] = variant(at) + strength * noise[at]!;
  });
  return { data, shape };
}

/** Whether the file takes pixels as they are, 0 to 255. */
export const isInteger = ({ source }: ModelFacts): boolean => /int/.test(source?.inputType ?? '');

const asShare = (value: number): number => Math.max(0.02, Math.min(0.98, 0.5 + 0.2 * value));
const asPixel = (value: number): number => Math.max(0, Math.min(255, Math.round(128 + 64 * value)));
