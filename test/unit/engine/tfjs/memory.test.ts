import { beforeAll, expect, test } from 'vitest';
import { openTfjsEngine } from '../../../../src/engine/tfjs/tfjsEngine.ts';
import { tf } from '../../../../src/engine/tfjs/tf.ts';
import { explainMany } from '../../../../src/model/explain.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';
import { tfjsBackend, useTfjsBackend } from '../../../support/tfjsBackend.ts';
import { saveModel, smoothModel } from '../../../support/tfjsModel.ts';
import { randomGenerator, uniform } from '../onnx/grad/support/random.ts';

beforeAll(useTfjsBackend);

const alive = (): object => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes };
};

const methods = ['gradcam', 'layercam', 'scorecam', 'ablationcam', 'shapleycam', 'fullgrad', 'saliency'];

test('tensors and bytes alive after 500 explanations are those after 5, and closing frees all', async () => {
  const model = smoothModel();
  const path = await saveModel(model);
  model.dispose();
  const before = alive();
  const engine = await openTfjsEngine(path, { batch: 8, chunk: 32, backend: tfjsBackend });
  const explain = async (seed: number): Promise<void> => {
    const image: Tensor = { data: uniform(3 * 16 * 16, randomGenerator(seed)), shape: [1, 3, 16, 16] };
    await explainMany(engine, image, { methods: [methods[seed % methods.length]!] }, 8);
  };
  for (let count = 0; count < methods.length; count++) await explain(count);
  const afterFew = alive();
  for (let count = methods.length; count < 500; count++) await explain(count);
  expect(alive()).toEqual(afterFew);
  await engine.untouched!({ data: new Float32Array(3 * 16 * 16), shape: [1, 3, 16, 16] });
  await engine.close();
  expect(alive()).toEqual(before);
});
