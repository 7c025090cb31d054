/** What an engine offers so that its answers can be verified (`camline check`); for engines that have it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Layer } from '../../src/engine/engine.ts';
import { item, slice, zeros } from '../../src/tensor/tensor.ts';
import { maxDifference } from '../support/golden.ts';
import type { EngineUnderTest } from './engineContract.ts';

/** As a share of the largest logit. */
const rounding = 1e-5;

export function engineVerification(subject: EngineUnderTest): void {
  describe(`engine ${subject.name}, verification`, () => {
    let engine: Engine;
    let layers: readonly Layer[];
    const { images } = subject;

    beforeAll(async () => {
      engine = await subject.open();
      layers = [subject.affineLayer, ...subject.deepLayers].map((name) => engine.layer(name));
    });
    afterAll(() => engine.close());

    const largest = (data: Float32Array): number =>
      data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

    test('the tail alone, on what it was given, gives the logits again', async () => {
      const forward = await engine.forward(images, layers);
      for (const layer of layers) {
        const activations = forward.activations.get(layer.tensor)!;
        for (const index of [0, 3]) {
          const copies = zeros([5, ...activations.shape.slice(1)]);
          for (let copy = 0; copy < 5; copy++) item(copies, copy).data.set(item(activations, index).data);
          const logits = await engine.logitsAt!(forward, index, layer, copies);
          expect(logits.shape).toEqual([5, engine.facts.classCount]);
          const expected = item(forward.logits, index).data;
          for (let copy = 0; copy < 5; copy++)
            expect(maxDifference(item(logits, copy).data, expected)).toBeLessThan(
              rounding * largest(expected),
            );
        }
      }
    });

    test('other activations give other logits: those of the image that has them', async () => {
      const forward = await engine.forward(images, layers);
      const [, deep] = layers as [Layer, Layer];
      const others = slice(forward.activations.get(deep.tensor)!, 1, 3);
      const logits = await engine.logitsAt!(forward, 0, deep, others);
      // Everything passes through these layers.
      expect(maxDifference(logits.data, slice(forward.logits, 1, 3).data)).toBeLessThan(
        rounding * largest(logits.data),
      );
    });

    test('BAD INPUT - activations of another shape, an image that is not there', async () => {
      const forward = await engine.forward(images, layers);
      const [layer] = layers as [Layer];
      await expect(engine.logitsAt!(forward, 0, layer, zeros([1, 2, 3, 4]))).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
      const one = slice(forward.activations.get(layer.tensor)!, 0, 1);
      await expect(engine.logitsAt!(forward, 99, layer, one)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    });

    test('the untouched file gives the same scores', async () => {
      const { logits } = await engine.forward(images, []);
      const scores = await engine.untouched!(images);
      expect(engine.facts.removedActivation).toBeNull();
      expect(scores.shape).toEqual(logits.shape);
      expect(maxDifference(scores.data, logits.data)).toBeLessThan(rounding * largest(logits.data));
    });

    test('facts tell the file', () => {
      const { source } = engine.facts;
      expect(source!.bytes).toBeGreaterThan(1000);
      expect(source).toMatchObject({ inputType: 'float32', quantised: false });
    });
  });
}
