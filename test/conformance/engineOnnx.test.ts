import { openOnnxEngine } from '../../src/engine/onnx/onnxEngine.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { readGolden } from '../support/golden.ts';
import { engineContract, type EngineUnderTest } from './engineContract.ts';
import { engineDerivatives } from './engineDerivatives.ts';
import { engineVerification } from './engineVerification.ts';

const folder = 'test/fixtures/goldens';
const options = { threads: 2, batch: 2, chunk: 3 };

/** The two images of the goldens, mixed by each of the shares, one behind the other. */
function mixedImages(name: string, shares: readonly number[]): Tensor {
  const { data, shape } = readGolden(folder, name).tensor('input');
  const size = data.length / 2;
  const mixed = new Float32Array(shares.length * size);
  shares.forEach((share, image) => {
    for (let index = 0; index < size; index++) {
      mixed[image * size + index] = share * data[index]! + (1 - share) * data[size + index]!;
    }
  });
  return { data: mixed, shape: [shares.length, ...shape.slice(1)] };
}

const shares = [1, 0, 0.5, -0.3, 1.2];

for (const file of ['mini_resnet.onnx', 'mini_resnet.dynamo.onnx']) {
  const subject: EngineUnderTest = {
    name: `onnx: ${file}`,
    open: () => openOnnxEngine(`${folder}/${file}`, options),
    images: mixedImages('mini_resnet', shares),
    affineLayer: 'layer4',
    deepLayers: ['layer3', 'layer2.0'],
    curvedLayer: null,
    hasRectifier: true,
  };
  engineContract(subject);
  engineDerivatives(subject);
  engineVerification(subject);
}
