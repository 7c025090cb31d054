import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputxgradient } from '../../../src/methods/inputxgradient.ts';
import { integratedgradients } from '../../../src/methods/integratedgradients.ts';
import { windowStarts } from '../../../src/methods/occlusion.ts';
import { randomMask, rise } from '../../../src/methods/rise.ts';
import { saliency } from '../../../src/methods/saliency.ts';
import { smoothgrad } from '../../../src/methods/smoothgrad.ts';
import { uniforms } from '../../../src/tensor/random.ts';
import { resizeMaps } from '../../../src/tensor/resize.ts';
import { gradientOf, quadraticExample, quadraticTools } from '../../support/quadraticModel.ts';

function expectClose(actual: Float32Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(tolerance));
}

describe('gradients at the image', () => {
  const { model, image } = quadraticExample(4, 5);
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
});

describe('integrated gradients', () => {
  test('equals the integral on paper, x (a + b x), and closes the sum', async () => {
    const { model, image } = quadraticExample(6, 6);
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
  test('is the mean gradient of noisy copies: unbiased, of the stated width, equal from call to call', async () => {
    const { model, image } = quadraticExample(40, 40);
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
