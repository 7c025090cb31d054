/** ScoreCAM as a notebook has it: TensorFlow.js's layers API, one mask at a time. */
import * as layers from '@tensorflow/tfjs-layers';
import { readModelFiles, weightData } from '../../src/engine/tfjs/file/readModelFiles.ts';
import { tf } from '../../src/engine/tfjs/tf.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

export interface PlainModel {
  /** Logits of the class under the masks of the layer's first channels. */
  readonly scoreCam: (image: Tensor, channels: number, classIndex: number) => number[];
  readonly dispose: () => void;
}

/** @param tensor "layer/Operation" */
export async function loadPlain(path: string, tensor: string): Promise<PlainModel> {
  const files = await readModelFiles(path);
  const { json } = files;
  const model = await layers.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
      weightData: weightData(files),
    }),
  );
  const last = model.layers.at(-1)!;
  const [kernel, bias] = last.getWeights() as [tf.Tensor2D, tf.Tensor1D];
  const features = layers.model({ inputs: model.inputs, outputs: last.input });
  const target = model.getLayer(tensor.split('/')[0]!);
  const activations = layers.model({ inputs: model.inputs, outputs: target.output });

  const scoreCam: PlainModel['scoreCam'] = ({ data, shape }, channels, classIndex) =>
    tf.tidy(() => {
      const [count, rows, columns] = shape as [number, number, number];
      const image = tf.transpose(tf.tensor4d(data.slice(), [1, count, rows, columns]), [0, 2, 3, 1]);
      const maps = activations.predict(image) as tf.Tensor4D;
      return Array.from({ length: channels }, (_, channel) =>
        tf.tidy(() => {
          const map = tf.slice(maps, [0, 0, 0, channel], [-1, -1, -1, 1]);
          const large = tf.image.resizeBilinear(map, [rows, columns], true);
          const span = tf.add(tf.sub(tf.max(large), tf.min(large)), 1e-8);
          const isFlat = tf.equal(tf.max(map), tf.min(map)).dataSync()[0] === 1;
          const mask = isFlat ? tf.zerosLike(large) : tf.div(tf.sub(large, tf.min(large)), span);
          const seen = features.predict(tf.mul(image, mask)) as tf.Tensor2D;
          return tf.add(tf.matMul(seen, kernel), bias).dataSync()[classIndex]!;
        }),
      );
    });
  return { scoreCam, dispose: () => model.dispose() };
}
