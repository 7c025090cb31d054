import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guidedgradcam } from '../../../src/methods/guidedgradcam.ts';
import { inputxgradient } from '../../../src/methods/inputxgradient.ts';
import { integratedgradients } from '../../../src/methods/integratedgradients.ts';
import { occlusion, windowStarts } from '../../../src/methods/occlusion.ts';
import { randomMask, rise } from '../../../src/methods/rise.ts';
import { saliency } from '../../../src/methods/saliency.ts';
import { smoothgrad } from '../../../src/methods/smoothgrad.ts';
import { normals, uniforms } from '../../../src/tensor/random.ts';
import { resizeMaps } from '../../../src/tensor/resize.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import {
  gradientOf,
  logitOf,
  probabilityOf,
  quadraticTools,
  type Quadratic,
} from '../../support/quadraticModel.ts';

const signed = (seed: number, count: number): Float64Array =>
  uniforms(seed, count).map((value) => 2 * value - 1);

function example(rows: number, columns: number): { model: Quadratic; image: Tensor } {
  const count = 3 * rows * columns;
  return {
    model: { linear: signed(1, count), square: signed(2, count) },
    image: { data: Float32Array.from(signed(3, count)), shape: [3, rows, columns] },
  };
}

function expectClose(actual: Float32Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(tolerance));
}

describe('gradients at the image', () => {
  const { model, image } = example(4, 5);
  const gradient = gradientOf(model, image.data);

  test('saliency is the gradient', async () => {
    expectClose((await saliency.attribute(quadraticTools(model, image))).values.data, gradient, 0);
  });

  test('input x gradient multiplies it with the input', async () => {
    const { values } = await inputxgradient.attribute(quadraticTools(model, image));
    expectClose(
      values.data,
      image.data.map((x, index) => x * gradient[index]!),
      1e-6,
    );
  });

  test('guided Grad-CAM multiplies the guided gradient with the map, colour by colour', async () => {
    const map = { data: Float32Array.from(uniforms(9, 20)), shape: [4, 5] };
    const { values } = await guidedgradcam.attribute(quadraticTools(model, image, map));
    const twin = image.data.map((_, index) => Math.max(gradient[index]!, 0) * map.data[index % 20]!);
    expectClose(values.data, twin, 0);
  });
});

describe('integrated gradients', () => {
  test('equals the integral on paper, x (a + b x), and closes the sum', async () => {
    const { model, image } = example(6, 6);
    const { values, figures } = await integratedgradients.attribute(quadraticTools(model, image));
    expectClose(
      values.data,
      image.data.map((x, index) => x * (model.linear[index]! + model.square[index]! * x)),
      1e-5,
    );
    expect(Math.abs(figures['completenessGap']!)).toBeLessThan(1e-4);
  });
});

describe('SmoothGrad', () => {
  test('equals the mean of 25 gradients, one noisy copy at a time', async () => {
    const { model, image } = example(5, 6);
    const { values } = await smoothgrad.attribute(quadraticTools(model, image));
    const sigma = 0.15 * (Math.max(...image.data) - Math.min(...image.data));
    const twin = new Float64Array(image.data.length);
    for (let copy = 0; copy < 25; copy++) {
      const noise = normals(1_706 + copy, image.data.length);
      const noisy = image.data.map((x, index) => x + sigma * noise[index]!);
      gradientOf(model, noisy).forEach((value, index) => (twin[index]! += value / 25));
    }
    expectClose(values.data, twin, 1e-6);
  });

  test('is the mean gradient of noisy copies: unbiased, of the stated width, equal from call to call', async () => {
    const { model, image } = example(40, 40);
    const { values } = await smoothgrad.attribute(quadraticTools(model, image));
    const again = await smoothgrad.attribute(quadraticTools(model, image));
    expect([...again.values.data]).toEqual([...values.data]);
    // values - dz/dx = 2 b mean(noise): mean noise over 25 copies has deviation sigma / 5.
    const span = Math.max(...image.data) - Math.min(...image.data);
    const gradient = gradientOf(model, image.data);
    const noise = values.data.map((value, index) => (value - gradient[index]!) / (2 * model.square[index]!));
    const usable = noise.filter((_, index) => Math.abs(model.square[index]!) > 0.2);
    const mean = usable.reduce((sum, value) => sum + value, 0) / usable.length;
    const deviation = Math.sqrt(usable.reduce((sum, value) => sum + (value - mean) ** 2, 0) / usable.length);
    expect(Math.abs(mean)).toBeLessThan(0.1 * deviation);
    expect(deviation / ((0.15 * span) / 5)).toBeCloseTo(1, 1);
  });
});

describe('occlusion', () => {
  test('equals one square at a time, pixel by pixel', async () => {
    const { model, image } = example(28, 35);
    const { values } = await occlusion.attribute(quadraticTools(model, image));
    const [window, stride] = [2, 1];
    const whole = logitOf(model, image.data);
    const falls = Array.from({ length: 28 * 35 }, () => [] as number[]);
    for (let top = 0; top + window <= 28; top += stride) {
      for (let left = 0; left + window <= 35; left += stride) {
        const painted = image.data.slice();
        const pixels: number[] = [];
        for (let row = top; row < top + window; row++) {
          for (let column = left; column < left + window; column++) pixels.push(row * 35 + column);
        }
        for (const pixel of pixels) for (const colour of [0, 1, 2]) painted[colour * 28 * 35 + pixel] = 0;
        for (const pixel of pixels) falls[pixel]!.push(whole - logitOf(model, painted));
      }
    }
    const twin = falls.map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
    expect(values.shape).toEqual([1, 28, 35]);
    expectClose(values.data, twin, 2e-5);
  });

  test('squares cover every pixel and stay inside', () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (whole, window, stride) => {
          fc.pre(stride <= window && window <= whole);
          const starts = windowStarts(whole, window, stride);
          const covered = new Set(
            starts.flatMap((start) => Array.from({ length: window }, (_, at) => start + at)),
          );
          expect(covered.size).toBe(whole);
          expect(Math.max(...covered)).toBe(whole - 1);
        },
      ),
    );
  });
});

describe('RISE', () => {
  test('masks stay in 0..1, keep half on average, and differ', () => {
    const masks = Array.from({ length: 300 }, (_, index) => randomMask(index, 32, 40));
    const mean = masks.flatMap((mask) => [...mask]).reduce((sum, value) => sum + value, 0) / (300 * 32 * 40);
    expect(mean).toBeCloseTo(0.5, 1);
    for (const mask of masks) {
      expect(Math.min(...mask)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...mask)).toBeLessThanOrEqual(1);
    }
    expect(new Set(masks.map((mask) => mask.join())).size).toBe(300);
  });

  test('every pixel is kept by half of the masks, the corners too', () => {
    const sum = new Float64Array(12 * 10);
    const count = 2_000;
    for (let index = 0; index < count; index++)
      randomMask(index, 12, 10).forEach((value, pixel) => (sum[pixel]! += value / count));
    expect(Math.min(...sum)).toBeGreaterThan(0.45);
    expect(Math.max(...sum)).toBeLessThan(0.55);
  });

  test('a mask is the whole grid upsampled by a cell more, then cut out at its shift', () => {
    const [rows, columns] = [30, 44];
    const [cellRows, cellColumns] = [4, 6];
    for (const index of [0, 1, 2]) {
      const random = uniforms(1_806 + index, 66);
      const grid = {
        data: Float32Array.from(random.subarray(0, 64), (u) => (u < 0.5 ? 1 : 0)),
        shape: [1, 8, 8],
      };
      const upsampled = resizeMaps(grid, 9 * cellRows, 9 * cellColumns).data;
      const [down, right] = [Math.floor(random[64]! * cellRows), Math.floor(random[65]! * cellColumns)];
      const twin = Array.from({ length: rows * columns }, (_, pixel) => {
        const row = down + Math.floor(pixel / columns);
        return upsampled[row * 9 * cellColumns + right + (pixel % columns)]!;
      });
      expectClose(randomMask(index, rows, columns), twin, 1e-6);
    }
  });

  test('equals the sum over masks, written out', async () => {
    const { model, image } = example(8, 9);
    const { values } = await rise.attribute(quadraticTools(model, image));
    const twin = new Float64Array(72);
    for (let index = 0; index < 4_000; index++) {
      const mask = randomMask(index, 8, 9);
      const kept = probabilityOf(
        model,
        image.data.map((x, at) => x * mask[at % 72]!),
      );
      mask.forEach((value, pixel) => (twin[pixel]! += (kept * value) / (4_000 * 0.5)));
    }
    expectClose(values.data, twin, 1e-5);
  });

  test('finds the one pixel that the model looks at', async () => {
    const linear = new Float64Array(3 * 64);
    linear[3 * 8 + 5] = 4;
    const image = { data: new Float32Array(3 * 64).fill(1), shape: [3, 8, 8] };
    const { values } = await rise.attribute(
      quadraticTools({ linear, square: new Float64Array(3 * 64) }, image),
    );
    expect(values.data.indexOf(Math.max(...values.data))).toBe(3 * 8 + 5);
  });
});
