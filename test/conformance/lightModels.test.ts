/** Old files of the ONNX model zoo (opset 9, IR 3, weights among the inputs), with random weights. All nine: `npm run bench -- light`. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNames, runCheck } from '../../src/check/checks.ts';
import { sampleImages } from '../../src/check/sample.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { explainMany } from '../../src/model/explain.ts';
import { slice } from '../../src/tensor/tensor.ts';
import { saveBytes } from '../support/onnxModel.ts';
import { withRandomWeights } from '../support/randomWeights.ts';

const options = { threads: 2, batch: 8, chunk: 32 };
const folder = 'test/fixtures/light';
const gradientMethods = [
  'gradcam',
  'gradcam++',
  'xgradcam',
  'ablationcam',
  'eigencam',
  'eigengradcam',
  'layercam',
  'fullgrad',
];

test('a file whose weights are constants opens as it is', async () => {
  const engine = await openOnnxEngine(`${folder}/light_squeezenet.onnx`, options);
  expect(engine.facts).toMatchObject({
    opset: 9,
    batched: true,
    removedActivation: 'softmax',
    classCount: 1000,
  });
  await engine.close();
});

describe.each([
  ['squeezenet', [1000, 13, 13]],
  ['shufflenet', [544, 7, 7]],
])('%s', (name, spatial) => {
  let engine: Engine;

  beforeAll(async () => {
    const bytes = withRandomWeights(readFileSync(`${folder}/light_${name}.onnx`));
    engine = await openOnnxEngine(await saveBytes(bytes), options);
  });
  afterAll(() => engine.close());

  test('the last map before pooling is the default layer', () => {
    expect(engine.layer(undefined).spatial).toEqual(spatial);
  });

  test('gradients agree with central differences, logits with bare ONNX Runtime, and so on', async () => {
    const images = sampleImages(engine.facts, null);
    const layer = engine.layer(undefined);
    for (const check of checkNames) {
      const { outcome, detail } = await runCheck(engine, check, images, layer);
      expect([check, outcome], detail).toEqual([check, 'ok']);
    }
  });

  test('classic methods give maps', async () => {
    const image = slice(sampleImages(engine.facts, null), 0, 1);
    for (const { method, flat, maps } of await explainMany(engine, image, { methods: gradientMethods }, 8)) {
      expect([method, flat]).toEqual([method, [false]]);
      expect(maps.data.every(Number.isFinite)).toBe(true);
    }
  });
});
