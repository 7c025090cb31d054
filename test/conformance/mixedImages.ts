import type { Tensor } from '../../src/tensor/tensor.ts';
import { readGolden } from '../support/golden.ts';

const shares = [1, 0, 0.5, -0.3, 1.2];

/** The two images of the goldens, mixed in five ways, one behind the other. */
export function mixedImages(folder: string, name: string): Tensor {
  const { data, shape } = readGolden(folder, name).tensor('input');
  const size = data.length / 2;
  const mixed = new Float32Array(shares.length * size);
  shares.forEach((share, image) => {
    for (let index = 0; index < size; index++) {
      mixed[image * size + index] = share * data[index]! + (1 - share) * data[size + index]!;
    }
  });
  return { data: mixed, shape: [shares.length, ...shape.slice(1)] };
}
