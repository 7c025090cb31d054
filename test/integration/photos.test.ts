/** The photographs through card, decoder, preprocessing and network: what PyTorch says of them after PIL and torchvision. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDefaults } from '../../src/config/defaults.ts';
import { readModelCard } from '../../src/config/readModelCard.ts';
import type { ModelCard } from '../../src/config/modelCard.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { decodeImage } from '../../src/imaging/decode.ts';
import { preprocess } from '../../src/imaging/preprocess.ts';
import { argMax } from '../../src/tensor/argMax.ts';
import { softmax } from '../../src/tensor/softmax.ts';

interface Expected {
  readonly width: number;
  readonly height: number;
  readonly top5: readonly { readonly index: number; readonly name: string; readonly probability: number }[];
}

const modelPath = 'models/efficientnet_lite0.onnx';
const photographs = JSON.parse(readFileSync('test/fixtures/real/expected-top5.json', 'utf8')) as Record<
  string,
  Expected
>;

let engine: Engine;
let card: ModelCard;

beforeAll(async () => {
  engine = await openOnnxEngine(modelPath, { threads: 2, batch: 1, chunk: 1 });
  card = (await readModelCard({ modelPath, networkInput: engine.facts.input })).card;
});

afterAll(async () => engine.close());

test('all eight photographs are here', () => {
  expect(Object.keys(photographs)).toHaveLength(8);
});

test.each(Object.entries(photographs))('%s', async (photograph, expected) => {
  const options = { ...runDefaults, exifOrientation: card.exifOrientation };
  const photo = await decodeImage(readFileSync(`samples/${photograph}`), options);
  expect([photo.width, photo.height]).toEqual([expected.width, expected.height]);

  const { tensor } = preprocess(photo, card);
  const images = { data: tensor.data, shape: [1, ...tensor.shape] };
  const { logits } = await engine.forward(images, [engine.layer(undefined)]);
  const probabilities = softmax(logits.data);

  const [first, second] = expected.top5;
  const clear = first!.probability - second!.probability > 0.05;
  expect(clear ? [first!.index] : expected.top5.map(({ index }) => index)).toContain(argMax(logits.data));
  expect(expected.top5.map(({ index }) => card.labels![index])).toEqual(
    expected.top5.map(({ name }) => name),
  );
  // The pixels are PIL's, so that only the arithmetic of two runtimes and four decimals lie between.
  const gaps = expected.top5.map(({ index, probability }) => Math.abs(probabilities[index]! - probability));
  expect(Math.max(...gaps)).toBeLessThan(0.001);
});
