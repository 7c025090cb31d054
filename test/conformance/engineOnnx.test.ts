import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import { engineContract, type EngineUnderTest } from './engineContract.ts';
import { engineDerivatives } from './engineDerivatives.ts';
import { engineVerification } from './engineVerification.ts';
import { mixedImages } from './mixedImages.ts';

const folder = 'test/fixtures/goldens';
const options = { threads: 2, batch: 2, chunk: 3 };

for (const file of ['mini_resnet.onnx', 'mini_resnet.dynamo.onnx']) {
  const subject: EngineUnderTest = {
    name: `onnx: ${file}`,
    open: () => openOnnxEngine(`${folder}/${file}`, options),
    images: mixedImages(folder, 'mini_resnet'),
    affineLayer: 'layer4',
    deepLayers: ['layer3', 'layer2.0'],
    curvedLayer: null,
    hasRectifier: true,
  };
  engineContract(subject);
  engineDerivatives(subject);
  engineVerification(subject);
}
