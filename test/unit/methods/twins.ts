/**
 * Methods that the reference has no answers for, each computed a second time: slowly, word for word from its paper.
 *
 * Randomness is part of a method's definition here (which generator, which seed), so that twins draw from the same source;
 * that the numbers are uniform, normal and independent, and that a mask is what RISE says, is tested where they are made
 * (`tensor/random.test.ts`, `attributions.test.ts`, `randomcam.test.ts`).
 */
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import type { Ingredients } from '../../../src/methods/method.ts';
import { occlusion } from '../../../src/methods/occlusion.ts';
import { randomcam } from '../../../src/methods/randomcam.ts';
import { randomMask, rise } from '../../../src/methods/rise.ts';
import { smoothgrad } from '../../../src/methods/smoothgrad.ts';
import { explainMany } from '../../../src/model/explain.ts';
import { rawMap } from '../../../src/model/rawMap.ts';
import { normals, uniforms } from '../../../src/tensor/random.ts';
import { readGolden } from '../../support/golden.ts';
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

  /** Its two factors have goldens: the finished Grad-CAM of all layers that were asked for, and guided backpropagation. */
  guidedgradcam: async () => {
    const engine = await openOnnxEngine('test/fixtures/goldens/mini_resnet.onnx', {
      threads: 2,
      batch: 2,
      chunk: 32,
    });
    const input = readGolden('test/fixtures/goldens', 'mini_resnet').tensor('input');
    const methods = ['guidedgradcam', 'gradcam', 'guidedbackprop'];
    const options = { methods, layers: ['layer2', 'layer3'] };
    const [product, map, guided] = await explainMany(engine, input, options, 2);
    await engine.close();
    const [, colours = 0, rows = 0, columns = 0] = input.shape;
    const slow = guided!.values!.data.map((value, index) => {
      const image = Math.floor(index / (colours * rows * columns));
      return value * map!.maps.data[image * rows * columns + (index % (rows * columns))]!;
    });
    return { ours: product!.values!.data, slow, tolerance: 0 };
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

  /** One square at a time, pixel by pixel, at the size where window and stride are what the paper's users know. */
  occlusion: async () => {
    const [rows, columns, window, stride] = [224, 232, 16, 8];
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
        const fall = whole - logitOf(model, painted);
        for (const pixel of pixels) falls[pixel]!.push(fall);
      }
    }
    const slow = falls.map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
    return { ours: values.data, slow, tolerance: 2e-5 };
  },

  /** The sum over masks; the masks have a twin of their own in `attributions.test.ts`. */
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
