/** Models that TensorFlow.js itself writes, for tests. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as layers from '@tensorflow/tfjs-layers';
import { tf } from '../../src/engine/tfjs/tf.ts';

export { layers };

/** Writes `model` as its `save` would, and gives the path of the model.json. */
export async function saveModel(model: layers.LayersModel): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'camline-tfjs-'));
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
    await writeFile(join(folder, 'weights.bin'), bytes);
    const json = {
      format: artifacts.format,
      generatedBy: artifacts.generatedBy,
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
    };
    await writeFile(join(folder, 'model.json'), JSON.stringify(json));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  return join(folder, 'model.json');
}

const initial = (seed: number, spread: number) =>
  layers.initializers.randomUniform({ minval: -spread, maxval: spread, seed });

/** [n, 16, 16, 3] to 7 logits, curved and without a kink: swish, tanh, average pooling; a depthwise and a strided convolution. */
export function smoothModel(): layers.LayersModel {
  const image = layers.input({ shape: [16, 16, 3], name: 'image' });
  const { conv2d, depthwiseConv2d, activation, averagePooling2d, globalAveragePooling2d, dense } =
    layers.layers;
  const of = (seed: number, spread: number) => ({
    kernelInitializer: initial(seed, spread),
    biasInitializer: initial(seed + 100, 0.3),
  });
  const first = conv2d({ filters: 6, kernelSize: 3, padding: 'same', name: 'first', ...of(1, 0.5) });
  const deep = depthwiseConv2d({
    kernelSize: 3,
    padding: 'same',
    name: 'middle',
    depthwiseInitializer: initial(2, 0.5),
    biasInitializer: initial(102, 0.3),
  });
  const last = conv2d({
    filters: 8,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    name: 'last',
    ...of(3, 0.4),
  });
  const steps = [
    first,
    activation({ activation: 'swish', name: 'first_swish' }),
    averagePooling2d({ poolSize: 3, strides: 2, padding: 'same', name: 'pool' }),
    deep,
    activation({ activation: 'tanh', name: 'middle_tanh' }),
    last,
    activation({ activation: 'sigmoid', name: 'last_sigmoid' }),
    globalAveragePooling2d({ name: 'mean' }),
    dense({ units: 7, name: 'logits', ...of(4, 1) }),
  ];
  const logits = steps.reduce((tensor, step) => step.apply(tensor) as layers.SymbolicTensor, image);
  return layers.model({ inputs: image, outputs: logits });
}
