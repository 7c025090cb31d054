/**
 * Activations and gradients against the reference's, every layer of the goldens, every export of each network.
 *
 * A gradient jumps where a ReLU or a maximum sits on its kink to within rounding, and another library rounds otherwise.
 * So an element may differ by 1e-5 of the largest, or by as much as noise of the size of rounding on the image (1e-6) moves
 * our own gradient there; and most elements must not need that.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Layer } from '../../src/engine/engine.ts';
import { openEngine } from '../../src/engine/openEngine.ts';
import { zeros, type Tensor } from '../../src/tensor/tensor.ts';
import { tfjsBackend } from '../support/tfjsBackend.ts';
import { readGolden } from '../support/golden.ts';
import { randomGenerator, uniform } from '../unit/engine/onnx/grad/support/random.ts';

const gate = 1e-5;
const noiseSize = 1e-6;
const noiseDraws = 8;
const leastShareWithin = 0.85;

const folder = 'test/fixtures/goldens';
const real = 'test/fixtures/real';
const keras = 'test/fixtures/tf';

const bothExports = (name: string) => ({
  name,
  at: folder,
  files: [`${folder}/${name}.onnx`, `${folder}/${name}.dynamo.onnx`],
});
const fromKeras = (name: string) => ({
  name,
  at: keras,
  files: ['.onnx', '/layers/model.json', '/graph/model.json'].map((end) => `${keras}/${name}${end}`),
});

const networks = [
  ...['resnet', 'vgg', 'densenet', 'mobilenet', 'efficientnet', 'convnext', 'googlenet', 'vit'].map((name) =>
    bothExports(`mini_${name}`),
  ),
  ...['keras_resnet', 'keras_vgg', 'keras_mobilenet'].map(fromKeras),
  {
    name: 'efficientnet_lite0',
    at: real,
    files: ['models/efficientnet_lite0.onnx', `${real}/efficientnet_lite0.dynamo.onnx`],
  },
];

for (const { name, at, files } of networks) {
  const golden = readGolden(at, name);
  const images = golden.tensor('input');

  test(`${name}: has layers to ask for`, () => {
    expect(golden.layers.length).toBeGreaterThan(1);
  });

  describe.each(files)('%s', (file) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await openEngine(file, { threads: 2, batch: 8, chunk: 32, backend: tfjsBackend });
    });
    afterAll(async () => {
      await engine.close();
    });

    const seed = zeros(golden.tensor('logits').shape);
    golden.classes.forEach((index, image) => (seed.data[image * seed.shape[1]! + index] = 1));
    const gradientsFor = async (layer: Layer, given: Tensor): Promise<Tensor> =>
      engine.gradients(await engine.forward(given, [layer]), layer, seed);

    test.each(golden.layers)('activations of %s', async (layerName) => {
      const layer = engine.layer(layerName);
      const { activations } = await engine.forward(images, [layer]);
      const [received, expected] = [
        activations.get(layer.tensor)!,
        golden.tensor(`activations/${layerName}`),
      ];
      expect(received.shape).toEqual(expected.shape);
      const worst = largestOf(differences(received, expected));
      expect(worst).toBeLessThanOrEqual(gate);
    });

    test.each(golden.layers)('gradients of %s', async (layerName) => {
      const layer = engine.layer(layerName);
      await expectAgreement(golden.tensor(`gradients/${layerName}`), (given) => gradientsFor(layer, given));
    });

    async function expectAgreement(
      expected: Tensor,
      gradientAt: (given: Tensor) => Promise<Tensor>,
    ): Promise<void> {
      const received = await gradientAt(images);
      expect(received.shape).toEqual(expected.shape);
      const ours = differences(received, expected);
      const beyond = ours.filter((difference) => difference > gate).length;
      expect(1 - beyond / ours.length).toBeGreaterThanOrEqual(leastShareWithin);
      if (beyond === 0) return;
      const moved = new Float64Array(ours.length);
      for (let draw = 1; draw <= noiseDraws; draw++) {
        const shifted = differences(await gradientAt(withNoise(images, draw)), received);
        shifted.forEach((difference, index) => (moved[index] = Math.max(moved[index]!, difference)));
      }
      const unexplained = largestOf(ours.map((difference, index) => difference - moved[index]!));
      expect(unexplained).toBeLessThanOrEqual(gate);
    }
  });
}

/** Absolute differences, as shares of the largest absolute expected value. */
function differences(received: Tensor, expected: Tensor): number[] {
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(expected.data, (value, index) => Math.abs(received.data[index]! - value) / largest);
}

function withNoise({ data, shape }: Tensor, seed: number): Tensor {
  const noise = uniform(data.length, randomGenerator(seed));
  return { data: data.map((value, index) => value + noiseSize * noise[index]!), shape };
}

const largestOf = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);
