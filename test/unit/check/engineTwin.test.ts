/** An engine that is right passes every check; one with a single fault fails the one that looks for it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNames, runCheck, type CheckName } from '../../../src/check/checks.ts';
import { sampleImages } from '../../../src/check/sample.ts';
import { tryNeed } from '../../../src/check/trials.ts';
import type { Engine, Layer } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { CamlineError } from '../../../src/errors.ts';
import { item, type Tensor } from '../../../src/tensor/tensor.ts';

const scaled = ({ data, shape }: Tensor, factor: number): Tensor => ({
  data: data.map((value) => value * factor),
  shape,
});

describe.each(['mini_resnet.onnx', 'mini_vit.dynamo.onnx'])('%s', (file) => {
  let engine: Engine;
  let layer: Layer;
  let images: Tensor;

  beforeAll(async () => {
    engine = await openOnnxEngine(`test/fixtures/goldens/${file}`, { threads: 2, batch: 8, chunk: 8 });
    layer = engine.layer(undefined);
    images = sampleImages(engine.facts, null);
  });
  afterAll(() => engine.close());

  const twin = (changes: Partial<Engine>): Engine => Object.assign(Object.create(engine) as Engine, changes);
  const run = (subject: Engine, name: CheckName) => runCheck(subject, name, images, layer);

  test('every check of a right engine passes; only a class token cannot be ablated by hand', async () => {
    const outcomes: Record<string, string> = {};
    for (const name of checkNames) outcomes[name] = (await run(engine, name)).outcome;
    const expected = Object.fromEntries(checkNames.map((name) => [name, 'ok']));
    const tokens = layer.view?.kind === 'tokens' ? { 'ablated scores at': 'skipped' } : {};
    expect(outcomes).toEqual({ ...expected, ...tokens });
  });

  test.each([1.2, 0.8, -1, 0])('gradients times %d fail', async (factor) => {
    const wrong = twin({
      gradients: async (...given) => scaled(await engine.gradients(...given), factor),
      inputGradients: async (...given) => scaled(await engine.inputGradients(...given), factor),
    });
    expect(await run(wrong, 'gradient at')).toMatchObject({ outcome: 'failed' });
    expect(await run(wrong, 'gradient at the input')).toMatchObject({ outcome: 'failed' });
  });

  test("logits that are not the file's fail", async () => {
    const wrong = twin({ untouched: async (...given) => scaled(await engine.untouched!(...given), 1.01) });
    expect(await run(wrong, 'file')).toMatchObject({ outcome: 'failed', figures: { limit: 1e-3 } });
  });

  test('images that influence each other in a batch fail', async () => {
    const wrong = twin({
      forward: async (given, layers) => {
        const forward = await engine.forward(given, layers);
        const share = 1 + 0.01 * (given.shape[0]! - 1);
        return Object.assign(Object.create(forward) as typeof forward, {
          logits: scaled(forward.logits, share),
        });
      },
      gradients: async () => ({ data: new Float32Array(0), shape: [0] }),
    });
    expect(await run(wrong, 'batch')).toMatchObject({ outcome: 'failed' });
  });

  test('wrong masks fail', async () => {
    const unmasked = twin({
      scoreMasked: (image, maps, classes) => engine.scoreMasked(image, scaled(maps, -1), classes),
    });
    expect(await run(unmasked, 'masked scores at')).toMatchObject({ outcome: 'failed' });
  });

  test('what a network cannot have is skipped, what breaks is a failure', async () => {
    const throwing = (code: 'GRADIENT_MISSING' | 'ENGINE_FAILED') =>
      twin({
        inputGradients: async () => {
          throw new CamlineError(code, 'said so');
        },
      });
    expect(await run(throwing('GRADIENT_MISSING'), 'gradient at the input')).toMatchObject({
      outcome: 'skipped',
      detail: 'said so',
    });
    expect(await run(throwing('ENGINE_FAILED'), 'gradient at the input')).toMatchObject({
      outcome: 'failed',
    });
    expect(await tryNeed(throwing('GRADIENT_MISSING'), 'inputGradients', images, layer)).toMatchObject({
      outcome: 'refused',
    });
    expect(await tryNeed(throwing('ENGINE_FAILED'), 'inputGradients', images, layer)).toMatchObject({
      outcome: 'failed',
    });
  });

  test('an engine that offers no more than it must has its gradients at layers not verified', async () => {
    const { logitsAt: _tail, untouched: _file, ...bare } = bound(engine);
    for (const name of ['file', 'gradient at', 'ablated scores at'] as const)
      expect(await run(bare as Engine, name)).toMatchObject({ outcome: 'skipped' });
    expect(await run(bare as Engine, 'gradient at the input')).toMatchObject({ outcome: 'ok' });
  });

  test('guided gradients are refused without ReLU, and values that are no numbers are a failure', async () => {
    const guided = await tryNeed(engine, 'guidedGradients', images, layer);
    expect(guided.outcome).toBe(file.startsWith('mini_vit') ? 'refused' : 'works');
    const broken = twin({ gradients: async (...given) => scaled(await engine.gradients(...given), NaN) });
    expect(await tryNeed(broken, 'gradients', images, layer)).toMatchObject({ outcome: 'failed' });
  });

  test('a photograph stands beside its mirror, a darker one and noise', () => {
    const photo = { data: images.data.slice(0, images.data.length / 4), shape: [1, ...engine.facts.input] };
    const made = sampleImages(engine.facts, photo);
    expect(made.shape).toEqual(images.shape);
    const columns = photo.shape[3]!;
    const near = (image: number, at: number) => item(made, image).data[at]!;
    expect(Math.abs(near(0, 5) - photo.data[5]!)).toBeLessThan(0.06);
    expect(Math.abs(near(1, columns - 1 - 5) - photo.data[5]!)).toBeLessThan(0.06);
    expect(Math.abs(near(2, 5) - 0.8 * photo.data[5]!)).toBeLessThan(0.06);
  });
});

/** Every part of the contract as a property of its own. */
function bound(engine: Engine): Partial<Engine> {
  const names = [
    'forward',
    'gradients',
    'inputGradients',
    'scoreMasked',
    'scoreAblated',
    'logitsAt',
    'untouched',
  ] as const;
  return Object.assign(
    { facts: engine.facts, layer: engine.layer.bind(engine) },
    Object.fromEntries(names.map((name) => [name, (engine[name] as () => unknown).bind(engine)])),
  );
}
