/** What every engine must do, asked through the contract of `engine.ts` alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Forward, Layer } from '../../src/engine/engine.ts';
import { item, slice, zeros, type Tensor } from '../../src/tensor/tensor.ts';
import { maxDifference } from '../support/golden.ts';
import { slowlyMasked } from './slowMask.ts';

export interface EngineUnderTest {
  readonly name: string;
  /** An engine with two images and three copies a run, so that five of either need several runs. */
  readonly open: () => Promise<Engine>;
  /** [5, C, H, W]; the network has at least 6 classes. */
  readonly images: Tensor;
  /** A layer behind which logits are affine. */
  readonly affineLayer: string;
  /** Two more layers, earlier in the network. */
  readonly deepLayers: readonly [string, string];
  /**
   * A layer that everything passes through, behind which the network is curved and has no kink; null where there is none.
   */
  readonly curvedLayer: string | null;
  /** Whether there is a ReLU, which guided backpropagation needs. */
  readonly hasRectifier: boolean;
}

/** Differences between two ways to compute the same logits, as a share of the largest. */
const rounding = 1e-5;

export function engineContract(subject: EngineUnderTest): void {
  describe(`engine ${subject.name}`, () => {
    let engine: Engine;
    let affine: Layer;
    let deep: readonly Layer[];
    let forward: Forward;
    const { images } = subject;
    const count = images.shape[0]!;

    beforeAll(async () => {
      engine = await subject.open();
      affine = engine.layer(subject.affineLayer);
      deep = subject.deepLayers.map((name) => engine.layer(name));
      forward = await engine.forward(images, [affine, ...deep]);
    });
    afterAll(async () => {
      await engine.close();
    });

    const all = (): readonly Layer[] => [affine, ...deep];
    const seedAt = (classOf: (image: number) => number, scale = 1): Tensor => {
      const seed = zeros(forward.logits.shape);
      for (let image = 0; image < count; image++) {
        seed.data[image * engine.facts.classCount + classOf(image)] = scale;
      }
      return seed;
    };
    const activationsOf = (layer: Layer): Tensor => forward.activations.get(layer.tensor)!;
    const expectClose = (received: Tensor, expected: Tensor): void => {
      expect(received.shape).toEqual(expected.shape);
      const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
      expect(maxDifference(received.data, expected.data) / largest).toBeLessThan(rounding);
    };

    describe('facts and layers', () => {
      test('facts name the file by its hash and agree with what comes out', () => {
        expect(engine.facts.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(engine.facts.engineVersion).toMatch(/^\d+\.\d+/);
        expect(engine.facts.input).toEqual(images.shape.slice(1));
        expect(forward.logits.shape).toEqual([count, engine.facts.classCount]);
      });

      test('every layer is found by its name and its tensor, and one is the default', () => {
        for (const layer of engine.layers()) expect(engine.layer(layer.name).tensor).toBe(layer.tensor);
        for (const layer of engine.layers()) expect(engine.layer(layer.tensor).tensor).toBe(layer.tensor);
        expect(engine.layers().filter((layer) => layer.isDefault)).toEqual([engine.layer(undefined)]);
      });

      test('BAD LAYER - a name that is not there: says which are near', () => {
        const misspelt = `${subject.deepLayers[0]}x`;
        expect(() => engine.layer(misspelt)).toThrow(
          expect.objectContaining({
            code: 'LAYER_UNKNOWN',
            message: expect.stringContaining(subject.deepLayers[0]) as string,
          }),
        );
      });
    });

    describe('forward', () => {
      test('activations have the shape that the layer tells', () => {
        for (const layer of all()) expect(activationsOf(layer).shape).toEqual([count, ...layer.spatial!]);
      });

      test('images together give what they give one by one', async () => {
        for (let image = 0; image < count; image++) {
          const alone = await engine.forward(slice(images, image, image + 1), all());
          expectClose(alone.logits, slice(forward.logits, image, image + 1));
          for (const layer of all()) {
            const expected = slice(activationsOf(layer), image, image + 1);
            expectClose(alone.activations.get(layer.tensor)!, expected);
          }
        }
      });

      test('a layer that was not asked for is not kept', async () => {
        const bare = await engine.forward(images, []);
        expect(bare.activations.size).toBe(0);
        expectClose(bare.logits, forward.logits);
      });

      test.each([
        [
          'another size',
          (given: Tensor): Tensor => ({
            data: new Float32Array(12),
            shape: [1, 3, 2, 2, ...given.shape.slice(4)],
          }),
        ],
        ['no batch axis', (given: Tensor): Tensor => item(given, 0)],
        ['no image at all', (given: Tensor): Tensor => slice(given, 0, 0)],
        [
          'fewer values than the shape says',
          ({ data, shape }: Tensor): Tensor => ({ data: data.subarray(1), shape }),
        ],
      ])('BAD INPUT - %s: says what was expected and what came', async (_title, spoil) => {
        const bad = spoil(images);
        await expect(engine.forward(bad, [])).rejects.toMatchObject({
          code: 'INPUT_INVALID',
          message: expect.stringMatching(/^Expected .*received/) as string,
        });
      });

      test.each([NaN, Infinity, -Infinity])('BAD INPUT - %d in an image', async (value) => {
        const data = images.data.slice();
        data[data.length - 1] = value;
        await expect(engine.forward({ ...images, data }, [])).rejects.toMatchObject({
          code: 'INPUT_INVALID',
          message: expect.stringContaining(`received ${value} at position ${data.length - 1}`) as string,
        });
      });

      test('BAD LAYER - one that is no spatial map', async () => {
        const flat = engine.layers().find((layer) => layer.spatial === null)!;
        await expect(engine.forward(images, [flat])).rejects.toMatchObject({ code: 'LAYER_UNUSABLE' });
      });
    });

    describe('gradients', () => {
      test('shape of the activations, and linear in the seed', async () => {
        for (const layer of all()) {
          const [first, second] = [seedAt(() => 0), seedAt((image) => 1 + image)];
          const mixed = { ...first, data: first.data.map((value, index) => 2 * value - second.data[index]!) };
          const [a, b, both] = await inTurn([first, second, mixed], (seed) =>
            engine.gradients(forward, layer, seed),
          );
          expectClose(both!, { ...a!, data: a!.data.map((value, index) => 2 * value - b!.data[index]!) });
          expect(a!.shape).toEqual(activationsOf(layer).shape);
        }
      });

      test('an image whose seed is zero has no gradient, and changes nothing for the others', async () => {
        for (const layer of all()) {
          const seed = seedAt((image) => image);
          const whole = await engine.gradients(forward, layer, seed);
          const without = { ...seed, data: seed.data.slice() };
          item(without, 2).data.fill(0);
          const rest = await engine.gradients(forward, layer, without);
          expect(item(rest, 2).data.every((value) => value === 0)).toBe(true);
          expectClose(item(rest, 4), item(whole, 4));
        }
      });

      test('the same where the forward pass was told that they would be asked for', async () => {
        const ahead = await engine.forward(images, all(), 'gradients');
        expectClose(ahead.logits, forward.logits);
        for (const layer of all()) {
          const seed = seedAt((image) => image);
          const expected = await engine.gradients(forward, layer, seed);
          expectClose(await engine.gradients(ahead, layer, seed), expected);
          expectClose(ahead.activations.get(layer.tensor)!, activationsOf(layer));
        }
      });

      test('BAD INPUT - a seed of another shape', async () => {
        await expect(engine.gradients(forward, affine, zeros([count, 1]))).rejects.toMatchObject({
          code: 'INPUT_INVALID',
          message: expect.stringContaining('seed') as string,
        });
      });

      test('BAD INPUT - a forward pass that did not keep the layer, or is a copy', async () => {
        const bare = await engine.forward(images, []);
        for (const given of [bare, { ...forward }]) {
          await expect(
            engine.gradients(
              given,
              affine,
              seedAt(() => 0),
            ),
          ).rejects.toMatchObject({
            code: 'INPUT_INVALID',
            message: expect.stringContaining(affine.name) as string,
          });
        }
      });
    });

    describe('ablation', () => {
      const classes = [2, 0];

      test('behind an affine tail a channel takes away exactly gradient times activation', async () => {
        expect(engine.hasAffineTail(affine)).toBe(true);
        expect(deep.map((layer) => engine.hasAffineTail(layer))).toEqual([false, false]);
        const image = 3;
        const channels = [0, 5, 1, 7];
        const scores = await engine.scoreAblated(forward, image, affine, channels, classes);
        const expected = zeros([channels.length, classes.length]);
        for (const [column, index] of classes.entries()) {
          const gradient = item(
            await engine.gradients(
              forward,
              affine,
              seedAt(() => index),
            ),
            image,
          );
          channels.forEach((channel, row) => {
            const [g, a] = [item(gradient, channel), item(item(activationsOf(affine), image), channel)];
            const share = g.data.reduce((sum, value, at) => sum + value * a.data[at]!, 0);
            expected.data[row * classes.length + column] = item(forward.logits, image).data[index]! - share;
          });
        }
        expectClose(scores, expected);
      });

      test('channels together give what they give one by one, in the order asked for', async () => {
        for (const layer of deep) {
          const channels = [3, 0, 2, 2, 1];
          const together = await engine.scoreAblated(forward, 1, layer, channels, classes);
          expect(together.shape).toEqual([5, 2]);
          for (const [row, channel] of channels.entries()) {
            const alone = await engine.scoreAblated(forward, 1, layer, [channel], classes);
            expectClose(slice(together, row, row + 1), alone);
          }
        }
      });

      test('a channel that is zero already changes nothing', async () => {
        for (const layer of all()) {
          const dead = deadChannel(activationsOf(layer));
          if (dead === null) continue;
          const scores = await engine.scoreAblated(forward, dead.image, layer, [dead.channel], [2, 0]);
          const { data } = item(forward.logits, dead.image);
          expectClose(scores, { data: Float32Array.of(data[2]!, data[0]!), shape: [1, 2] });
        }
      });

      test('no channels, no scores', async () => {
        const scores = await engine.scoreAblated(forward, 0, affine, [], classes);
        expect(scores.shape).toEqual([0, 2]);
      });

      test.each([
        ['INPUT_INVALID', 'an image', 99, [0], [0]],
        ['INPUT_INVALID', 'a channel', 0, [1e6], [0]],
        ['INPUT_INVALID', 'half a channel', 0, [0.5], [0]],
        ['CLASS_UNKNOWN', 'a class', 0, [0], [-1]],
        ['CLASS_UNKNOWN', 'no class', 0, [0], []],
      ])('BAD INPUT - %s for %s that is not there', async (code, _title, image, channels, classList) => {
        await expect(engine.scoreAblated(forward, image, affine, channels, classList)).rejects.toMatchObject({
          code,
        });
      });
    });

    describe('masks', () => {
      const classes = [1, 2, 0];

      test('scores are the logits of the image times each mask', async () => {
        const image = item(images, 0);
        const maps = slice(item(activationsOf(deep[0]!), 0), 0, 5);
        const scores = await engine.scoreMasked(image, maps, classes);
        expect(scores.shape).toEqual([5, 3]);
        for (let map = 0; map < 5; map++) {
          const masked = slowlyMasked(image, item(maps, map));
          const plain = await engine.forward({ ...masked, shape: [1, ...masked.shape] }, []);
          const expected = Float32Array.from(classes, (index) => plain.logits.data[index]!);
          expectClose(item(scores, map), { data: expected, shape: [3] });
        }
      });

      test('a flat map masks everything out, whatever its value', async () => {
        const maps = zeros([2, 3, 5]);
        maps.data.fill(0.7, 15);
        const scores = await engine.scoreMasked(item(images, 1), maps, [0]);
        const black = await engine.forward(zeros([1, ...engine.facts.input]), []);
        const expected = black.logits.data[0]!;
        expectClose(scores, { data: Float32Array.of(expected, expected), shape: [2, 1] });
      });

      test('no maps, no scores', async () => {
        expect((await engine.scoreMasked(item(images, 0), zeros([0, 3, 3]), classes)).shape).toEqual([0, 3]);
      });

      test.each([
        ['INPUT_INVALID', 'an image with a batch axis', (): Tensor => images, zeros([1, 3, 3]), [0]],
        [
          'INPUT_INVALID',
          'maps with a channel axis',
          (): Tensor => item(images, 0),
          zeros([1, 1, 3, 3]),
          [0],
        ],
        ['CLASS_UNKNOWN', 'an unknown class', (): Tensor => item(images, 0), zeros([1, 3, 3]), [1e6]],
      ])('BAD INPUT - %s for %s', async (code, _title, image, maps, classList) => {
        await expect(engine.scoreMasked(image(), maps, classList)).rejects.toMatchObject({ code });
      });
    });
  });
}

async function inTurn<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const each of items) results.push(await run(each));
  return results;
}

/** The first channel of any image that is zero everywhere. */
function deadChannel(activations: Tensor): { readonly image: number; readonly channel: number } | null {
  const [count = 0, channels = 0] = activations.shape;
  for (let image = 0; image < count; image++) {
    for (let channel = 0; channel < channels; channel++) {
      if (item(item(activations, image), channel).data.every((value) => value === 0))
        return { image, channel };
    }
  }
  return null;
}
