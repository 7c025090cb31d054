/** Every Keras layer that is lowered: its values against TensorFlow.js's layers API, its derivatives against differences. */
import { beforeAll, expect, test } from 'vitest';
import { readModelFiles } from '../../../../src/engine/tfjs/file/readModelFiles.ts';
import { layerRules } from '../../../../src/engine/tfjs/keras/networkFromLayers.ts';
import { networkOf } from '../../../../src/engine/tfjs/network/networkOf.ts';
import { tf } from '../../../../src/engine/tfjs/tf.ts';
import { maxDifference } from '../../../support/golden.ts';
import { useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { layers, saveModel } from '../../../support/tfjsModel.ts';
import { checkDerivatives, spreadValues } from './support/derivatives.ts';
import { layerCases } from './support/layerCases.ts';

beforeAll(useTfjsBackend);

/** TensorFlow.js cannot write them, or they are the same rule under another name. */
const elsewhere =
  /^(Convolution2D|SeparableConvolution2D|.*Pool2D|Spatial.*|Gaussian.*|Alpha.*|Random.*|ActivityRegularization|Subtract|Activation|Dense)$/;

test('every layer that is known has a case', () => {
  const titles = layerCases.map(({ title }) => title.split(',')[0]);
  const missing = Object.keys(layerRules).filter((name) => !titles.includes(name) && !elsewhere.test(name));
  expect(missing).toEqual([]);
});

test.each(layerCases)('$title', async ({ build }) => {
  const x = layers.input({ shape: [6, 5, 4], name: 'image' });
  const model = layers.model({ inputs: x, outputs: build(x) });
  const path = await saveModel(model);
  const network = networkOf(await readModelFiles(path), path);
  const images = tf.tensor(spreadValues(2 * 6 * 5 * 4, 0.02, null), [2, 6, 5, 4]);
  const { value, shape } = checkDerivatives(network, images, 0.002, false);
  const expected = model.predict(images) as tf.Tensor;
  expect(shape).toEqual(expected.shape);
  expect(maxDifference(value, expected.dataSync() as Float32Array)).toBeLessThan(2e-5);
  tf.dispose([images, expected]);
  model.dispose();
});
