/** Derivatives that engines give, against differences of the same engine's forward passes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Layer } from '../../src/engine/engine.ts';
import { overPositions } from '../../src/tensor/gradients.ts';
import { item, slice, zeros, type Tensor } from '../../src/tensor/tensor.ts';
import { maxDifference } from '../support/golden.ts';
import { randomGenerator, uniform } from '../unit/engine/onnx/grad/support/random.ts';
import type { EngineUnderTest } from './engineContract.ts';

/** How far a way leads in the target, about: much more than rounding. */
const wayLength = 0.2;
/** Where the gradient is asked for along it. A gradient jumps at kinks, so one point alone would say little. */
const points = 24;
/** Of the way's length. */
const tolerance = 0.05;

export function engineDerivatives(subject: EngineUnderTest): void {
  describe(`derivatives of engine ${subject.name}`, () => {
    let engine: Engine;
    const { images } = subject;
    const count = images.shape[0]!;

    beforeAll(async () => {
      engine = await subject.open();
    });
    afterAll(async () => {
      await engine.close();
    });

    const mixedSeed = (): Tensor => {
      const seed = zeros([count, engine.facts.classCount]);
      for (let image = 0; image < count; image++) {
        seed.data[image * engine.facts.classCount + image] = 1;
        seed.data[image * engine.facts.classCount + 5 - image] = -0.5;
      }
      return seed;
    };
    const targetsAt = async (given: Tensor, seed: Tensor): Promise<number[]> => {
      const { logits } = await engine.forward(given, []);
      return Array.from({ length: count }, (_, image) => dot(item(logits, image), item(seed, image)));
    };

    describe('input gradients', () => {
      test('add up along a straight way to the difference between its ends, kinks included', async () => {
        const seed = mixedSeed();
        const gradient = await engine.inputGradients(images, seed, 'plain');
        expect(gradient.shape).toEqual(images.shape);
        const lengths = rowsOf(gradient).map((row) => wayLength / Math.sqrt(dot(row, row)));
        const way = scaledRows(withUniform(images, 1), lengths);
        const [ahead, behind] = [await targetsAt(moved(images, way, 1), seed), await targetsAt(images, seed)];
        const climbed = new Array<number>(count).fill(0);
        for (let point = 0; point < points; point++) {
          const at = moved(images, way, (point + 0.5) / points);
          const there = await engine.inputGradients(at, seed, 'plain');
          for (let image = 0; image < count; image++)
            climbed[image]! += dot(item(there, image), item(way, image)) / points;
        }
        climbed.forEach((value, image) =>
          expect(Math.abs(value - (ahead[image]! - behind[image]!)) / wayLength).toBeLessThan(tolerance),
        );
      });

      test('an image whose seed is zero has none, and images together give what they give one by one', async () => {
        const seed = mixedSeed();
        item(seed, 1).data.fill(0);
        for (const rule of subject.hasRectifier ? (['plain', 'guided'] as const) : (['plain'] as const)) {
          const together = await engine.inputGradients(images, seed, rule);
          expect(item(together, 1).data.every((value) => value === 0)).toBe(true);
          const alone = await engine.inputGradients(slice(images, 4, 5), slice(seed, 4, 5), rule);
          expectClose(alone, slice(together, 4, 5));
        }
      });

      test.runIf(!subject.hasRectifier)('BAD MODEL - guided, where there is no ReLU', async () => {
        await expect(engine.inputGradients(images, mixedSeed(), 'guided')).rejects.toMatchObject({
          code: 'METHOD_UNSUPPORTED',
        });
      });

      test.runIf(subject.hasRectifier)(
        'guided: grows with a positive seed, and is another for its negative',
        async () => {
          const seed = mixedSeed();
          const scaled = (by: number): Tensor => ({ ...seed, data: seed.data.map((value) => by * value) });
          const guided = await engine.inputGradients(images, seed, 'guided');
          const threefold = await engine.inputGradients(images, scaled(3), 'guided');
          expectClose(threefold, { ...guided, data: guided.data.map((value) => 3 * value) });
          const negative = await engine.inputGradients(images, scaled(-1), 'guided');
          const sum = guided.data.map((value, index) => value + negative.data[index]!);
          expect(largestOf({ ...guided, data: sum })).toBeGreaterThan(0.1 * largestOf(guided));
        },
      );

      test.each([
        ['images', (seed: Tensor) => [item(images, 0), seed] as const],
        ['seed', (seed: Tensor) => [images, slice(seed, 0, 1)] as const],
      ])('BAD INPUT - %s of another shape', async (what, spoil) => {
        const [given, seed] = spoil(mixedSeed());
        await expect(engine.inputGradients(given, seed, 'plain')).rejects.toMatchObject({
          code: 'INPUT_INVALID',
          message: expect.stringContaining(`Expected ${what}`) as string,
        });
      });
    });

    test('gradients as one value a channel, where they are given, hold at every position', async () => {
      const layer = engine.layer(subject.affineLayer);
      const seed = zeros([count, engine.facts.classCount]);
      for (let image = 0; image < count; image++) seed.data[image * (engine.facts.classCount + 1)] = 1;
      const forward = await engine.forward(images, [layer]);
      const constant = (await engine.channelGradients?.(forward, layer, seed)) ?? null;
      if (constant === null) return;
      // Twice the seed is no seed of a class, which has its gradient kept.
      const doubled = { ...seed, data: seed.data.map((value) => 2 * value) };
      const gradients = await engine.gradients(forward, layer, doubled);
      const spread = overPositions(constant.data, gradients.data.length / constant.data.length);
      expect(constant.shape).toEqual(gradients.shape.slice(0, 2));
      expect(
        maxDifference(
          gradients.data,
          spread.map((value) => 2 * value),
        ),
      ).toBeLessThan(1e-6);
    });

    describe('second derivatives', () => {
      /** What the layer's activations become when the images move: a vector, and how G changes along it. */
      const along = async (layer: Layer, direction: Tensor, seed: Tensor) => {
        const [ahead, behind] = [
          await engine.forward(moved(images, direction, 1), [layer]),
          await engine.forward(moved(images, direction, -1), [layer]),
        ];
        const activations = [ahead, behind].map((pass) => pass.activations.get(layer.tensor)!);
        const gradients = [
          await engine.gradients(ahead, layer, seed),
          await engine.gradients(behind, layer, seed),
        ];
        return { vector: difference(activations), change: difference(gradients) };
      };

      test.runIf(subject.curvedLayer !== null)('H v is how the gradient changes along v', async () => {
        const layer = engine.layer(subject.curvedLayer!);
        const seed = mixedSeed();
        const forward = await engine.forward(images, [layer]);
        for (const draw of [1, 2]) {
          const direction = scaledRows(withUniform(images, draw), new Array<number>(count).fill(5e-4));
          const { vector, change } = await along(layer, direction, seed);
          const product = await engine.hessianVector(forward, layer, seed, vector);
          expect(product.shape).toEqual(vector.shape);
          expect(largestOf(change)).toBeGreaterThan(0);
          expectClose(product, change, 0.02);
        }
      });

      test('H is symmetric, and linear in the vector and the seed', async () => {
        const layer = engine.layer(subject.curvedLayer ?? subject.deepLayers[1]);
        const seed = mixedSeed();
        const forward = await engine.forward(images, [layer]);
        const shape = [count, ...layer.spatial!];
        const [u, v] = [11, 12].map((draw) => withUniform(zeros(shape), draw)) as [Tensor, Tensor];
        const [hu, hv] = [
          await engine.hessianVector(forward, layer, seed, u),
          await engine.hessianVector(forward, layer, seed, v),
        ];
        for (let image = 0; image < count; image++) {
          const [there, back] = [dot(item(hu, image), item(v, image)), dot(item(u, image), item(hv, image))];
          const size = Math.sqrt(dot(item(hu, image), item(hu, image)) * dot(item(v, image), item(v, image)));
          expect(Math.abs(there - back)).toBeLessThanOrEqual(1e-4 * size);
        }
        const twice = { ...seed, data: seed.data.map((value) => 2 * value) };
        const mixed = moved(u, v, -3);
        const expected = scaledRows(moved(hu, hv, -3), new Array<number>(count).fill(2));
        expectClose(await engine.hessianVector(forward, layer, twice, mixed), expected, 1e-4);
      });

      test("'activations' is A for the vector", async () => {
        const layer = engine.layer(subject.curvedLayer ?? subject.deepLayers[1]);
        const forward = await engine.forward(images, [layer]);
        const activations = forward.activations.get(layer.tensor)!;
        const [named, given] = [
          await engine.hessianVector(forward, layer, mixedSeed(), 'activations'),
          await engine.hessianVector(forward, layer, mixedSeed(), activations),
        ];
        expect(maxDifference(named.data, given.data)).toBe(0);
      });

      test('exactly zero where logits are affine', async () => {
        const layer = engine.layer(subject.affineLayer);
        const forward = await engine.forward(images, [layer]);
        const activations = forward.activations.get(layer.tensor)!;
        const product = await engine.hessianVector(forward, layer, mixedSeed(), activations);
        expect(product.shape).toEqual(activations.shape);
        expect(largestOf(product)).toBe(0);
      });

      test('BAD INPUT - a vector of another shape', async () => {
        const layer = engine.layer(subject.affineLayer);
        const forward = await engine.forward(images, [layer]);
        await expect(
          engine.hessianVector(forward, layer, mixedSeed(), zeros([count, 1, 1, 1])),
        ).rejects.toMatchObject({
          code: 'INPUT_INVALID',
          message: expect.stringContaining('vector') as string,
        });
      });
    });

    describe('bias maps', () => {
      test('input gradients as asked for alone; maps [n, h, w] of sums of maps in 0..1', async () => {
        const seed = mixedSeed();
        const { inputGradients, layers } = await engine.biasMaps(images, seed);
        expectClose(inputGradients, await engine.inputGradients(images, seed, 'plain'));
        expect(layers.length).toBeGreaterThan(0);
        for (const { shape, data } of layers) {
          expect(shape).toEqual([count, expect.any(Number), expect.any(Number)]);
          expect(data.every((value) => value >= 0)).toBe(true);
          expect(largestOf({ data, shape })).toBeGreaterThan(0.5);
        }
      });

      test('the size of a seed does not matter, and images together give what they give one by one', async () => {
        // Large ones, beside which the 1e-7 of every scaling is nothing.
        const seedTimes = (by: number): Tensor => {
          const seed = mixedSeed();
          return { ...seed, data: seed.data.map((value) => by * value) };
        };
        const together = await engine.biasMaps(images, seedTimes(1e3));
        const alone = await engine.biasMaps(slice(images, 3, 4), slice(seedTimes(1e5), 3, 4));
        alone.layers.forEach((map, index) => {
          const expected = slice(together.layers[index]!, 3, 4);
          expect(maxDifference(map.data, expected.data) / largestOf(expected)).toBeLessThan(1e-4);
        });
      });

      test('an image whose seed is zero has none', async () => {
        const { layers } = await engine.biasMaps(slice(images, 0, 2), zeros([2, engine.facts.classCount]));
        for (const map of layers) expect(largestOf(map)).toBe(0);
      });
    });
  });
}

function expectClose(received: Tensor, expected: Tensor, share = 1e-5): void {
  expect(received.shape).toEqual(expected.shape);
  const largest = Math.max(largestOf(expected), 1e-6);
  expect(maxDifference(received.data, expected.data) / largest).toBeLessThan(share);
}

const difference = ([ahead, behind]: readonly Tensor[]): Tensor => moved(ahead!, behind!, -1);

const withUniform = ({ data, shape }: Tensor, seed: number): Tensor => ({
  data: uniform(data.length, randomGenerator(seed)),
  shape,
});

const rowsOf = (of: Tensor): Tensor[] => Array.from({ length: of.shape[0]! }, (_, row) => item(of, row));

const scaledRows = ({ data, shape }: Tensor, factors: readonly number[]): Tensor => {
  const size = data.length / shape[0]!;
  return { data: data.map((value, index) => value * factors[Math.floor(index / size)]!), shape };
};

const moved = ({ data, shape }: Tensor, direction: Tensor, step: number): Tensor => ({
  data: data.map((value, index) => value + step * direction.data[index]!),
  shape,
});

/** In double precision. */
const dot = (left: Tensor, right: Tensor): number =>
  left.data.reduce((sum, value, index) => sum + value * right.data[index]!, 0);

const largestOf = ({ data }: Tensor): number =>
  data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
