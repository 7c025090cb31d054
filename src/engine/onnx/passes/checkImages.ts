import { elementCount } from '../../../tensor/tensor.ts';
import { noise } from './noise.ts';

type Images = ReturnType<typeof noise>;

/** Half the range and middle of the values of every image in turn, all within -1 … 1. */
const spreads = [
  { scale: 1, shift: 0 },
  { scale: 0.25, shift: 0.4 },
  { scale: 0.5, shift: -0.3 },
  { scale: 0.1, shift: -0.7 },
  { scale: 0.7, shift: 0.2 },
] as const;
/** Of the smooth image: what noise is left in it, so that no neighbours tie. */
const grain = 0.05;

/**
 * Images that differ in range, mean and spread, and the third one is smooth: where a network takes the minimum, the mean or
 * the deviation of the whole batch, images that are all alike in it would hide that they influence each other.
 *
 * @param shape [m, C, H, W]
 * @param positive values in 0 … 1 instead of -1 … 1, for networks that take a root or a logarithm of their pixels
 */
export function checkImages(shape: readonly number[], positive: boolean): Images {
  const images = noise(shape);
  const size = elementCount(shape.slice(1));
  const data = images.data.map((value, index) => {
    const image = Math.floor(index / size);
    const { scale, shift } = spreads[image % spreads.length]!;
    const texture = image === smooth ? wave(index % size, shape.at(-1)!) + grain * value : value;
    const varied = shift + scale * texture;
    return positive ? (varied + 1) / 2 : varied;
  });
  return { ...images, data };
}

const smooth = 2;

const wave = (at: number, columns: number): number =>
  0.9 * Math.sin((5 * (at % columns)) / columns + Math.floor(at / columns) / columns);
