import { beforeAll } from 'vitest';
import { openTfjsEngine } from '../../src/engine/tfjs/tfjsEngine.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { tfjsBackend, useTfjsBackend } from '../support/tfjsBackend.ts';
import { saveModel, smoothModel } from '../support/tfjsModel.ts';
import { randomGenerator, uniform } from '../unit/engine/onnx/grad/support/random.ts';
import { engineContract, type EngineUnderTest } from './engineContract.ts';
import { engineDerivatives } from './engineDerivatives.ts';
import { engineVerification } from './engineVerification.ts';
import { mixedImages } from './mixedImages.ts';

const folder = 'test/fixtures/tf';
const options = { batch: 2, chunk: 3, backend: tfjsBackend };

const ofKeras = (
  network: string,
  format: 'layers' | 'graph',
  layers: Pick<EngineUnderTest, 'affineLayer' | 'deepLayers'>,
): EngineUnderTest => ({
  name: `tfjs: ${network}, ${format} model`,
  open: () => openTfjsEngine(`${folder}/${network}/${format}/model.json`, options),
  images: mixedImages(folder, network),
  curvedLayer: null,
  hasRectifier: true,
  ...layers,
});

const resnet = ofKeras('keras_resnet', 'layers', {
  affineLayer: 'block5_out',
  deepLayers: ['block3_out', 'block2_out'],
});
const mobilenet = ofKeras('keras_mobilenet', 'graph', {
  affineLayer: 'head_relu6',
  deepLayers: ['block5_out', 'block3_out'],
});
const vgg = ofKeras('keras_vgg', 'graph', {
  affineLayer: 'block4_pool',
  deepLayers: ['block3_conv2', 'block2_conv1'],
});

const noise = (): Tensor => {
  const shape = [5, 3, 16, 16];
  return { data: uniform(5 * 3 * 16 * 16, randomGenerator(3)), shape };
};

let smoothPath: string;
beforeAll(async () => {
  await useTfjsBackend();
  const model = smoothModel();
  smoothPath = await saveModel(model);
  model.dispose();
});

const smooth: EngineUnderTest = {
  name: 'tfjs: smooth network, layers model',
  open: () => openTfjsEngine(smoothPath, options),
  images: noise(),
  affineLayer: 'last_sigmoid',
  deepLayers: ['middle_tanh', 'first_swish'],
  curvedLayer: 'first_swish',
  hasRectifier: false,
};

for (const subject of [smooth, resnet, mobilenet]) engineContract(subject);
for (const subject of [smooth, resnet]) engineDerivatives(subject);
for (const subject of [smooth, vgg]) engineVerification(subject);
