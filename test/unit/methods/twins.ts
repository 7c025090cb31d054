/** Methods that the reference has no answers for, each computed a second time: slowly, word for word from its paper. */
import { guidedgradcam } from '../../../src/methods/guidedgradcam.ts';
import type { Ingredients } from '../../../src/methods/method.ts';
import { occlusion } from '../../../src/methods/occlusion.ts';
import { randomcam } from '../../../src/methods/randomcam.ts';
import { randomMask, rise } from '../../../src/methods/rise.ts';
import { smoothgrad } from '../../../src/methods/smoothgrad.ts';
import { rawMap } from '../../../src/model/rawMap.ts';
import { normals, uniforms } from '../../../src/tensor/random.ts';
import {
  gradientOf,
  logitOf,
  probabilityOf,
  quadraticExample,
  quadraticTools,
} from '../../support/quadraticModel.ts';

export interface Twin {
  readonly ours: Float32Array;
  readonly slow: ArrayLike<number>;
  /** Largest absolute difference: what float32 sums of this length leave. */
  readonly tolerance: number;
}

/** By the method's name. */
export const twins: Readonly<Record<string, () => Promise<Twin>>> = {
  randomcam: async () => {
    const [channels, positions] = [6, 12];
    const activations = {
      data: Float32Array.from(uniforms(5, channels * positions)),
      shape: [channels, 3, 4],
    };
    const given = { activations } as unknown as Ingredients;
    const weights = uniforms(20_211, channels).map((value) => 2 * value - 1);
    const slow = Array.from({ length: positions }, (_, position) =>
      weights.reduce(
        (sum, weight, channel) => sum + weight * activations.data[channel * positions + position]!,
        0,
      ),
    );
    return { ours: rawMap(randomcam.contribution(given), activations, false), slow, tolerance: 1e-6 };
  },

  guidedgradcam: async () => {
    const { model, image } = quadraticExample(4, 5);
    const map = { data: Float32Array.from(uniforms(9, 20)), shape: [4, 5] };
    const { values } = await guidedgradcam.attribute(quadraticTools(model, image, map));
    const gradient = gradientOf(model, image.data);
    const slow = image.data.map((_, index) => Math.max(gradient[index]!, 0) * map.data[index % 20]!);
    return { ours: values.data, slow, tolerance: 0 };
  },

  smoothgrad: async () => {
    const { model, image } = quadraticExample(5, 6);
    const { values } = await smoothgrad.attribute(quadraticTools(model, image));
    const sigma = 0.15 * (Math.max(...image.data) - Math.min(...image.data));
    const slow = new Float64Array(image.data.length);
    for (let copy = 0; copy < 25; copy++) {
      const noise = normals(1_706 + copy, image.data.length);
      const noisy = image.data.map((x, index) => x + sigma * noise[index]!);
      gradientOf(model, noisy).forEach((value, index) => (slow[index]! += value / 25));
    }
    return { ours: values.data, slow, tolerance: 1e-6 };
  },

  /** One square at a time, pixel by pixel. */
  occlusion: async () => {
    const [rows, columns, window, stride] = [28, 35, 2, 1];
    const { model, image } = quadraticExample(rows, columns);
    const { values } = await occlusion.attribute(quadraticTools(model, image));
    const whole = logitOf(model, image.data);
    const falls = Array.from({ length: rows * columns }, () => [] as number[]);
    for (let top = 0; top + window <= rows; top += stride) {
      for (let left = 0; left + window <= columns; left += stride) {
        const painted = image.data.slice();
        const pixels: number[] = [];
        for (let row = top; row < top + window; row++) {
          for (let column = left; column < left + window; column++) pixels.push(row * columns + column);
        }
        for (const pixel of pixels)
          for (const colour of [0, 1, 2]) painted[colour * rows * columns + pixel] = 0;
        for (const pixel of pixels) falls[pixel]!.push(whole - logitOf(model, painted));
      }
    }
    const slow = falls.map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
    return { ours: values.data, slow, tolerance: 2e-5 };
  },

  /** The sum over masks; the masks have tests of their own. */
  rise: async () => {
    const { model, image } = quadraticExample(8, 9);
    const { values } = await rise.attribute(quadraticTools(model, image));
    const slow = new Float64Array(72);
    for (let index = 0; index < 4_000; index++) {
      const mask = randomMask(index, 8, 9);
      const masked = image.data.map((x, at) => x * mask[at % 72]!);
      const kept = probabilityOf(model, masked);
      mask.forEach((value, pixel) => (slow[pixel]! += (kept * value) / (4_000 * 0.5)));
    }
    return { ours: values.data, slow, tolerance: 1e-5 };
  },
};
