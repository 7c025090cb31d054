/** Methods as a notebook has them: TensorFlow.js's layers API, one mask or channel at a time. */
import * as layers from '@tensorflow/tfjs-layers';
import { readModelFiles, weightData } from '../../src/engine/tfjs/file/readModelFiles.ts';
import { tf } from '../../src/engine/tfjs/tf.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';

export interface PlainModel {
  /** Logits of the class under the masks of the layer's first channels. */
  readonly scoreCam: (image: Tensor, channels: number, classIndex: number) => number[];
  /** The finished map, [H, W]. */
  readonly gradCam: (image: Tensor, classIndex: number) => Float32Array;
  readonly ablationCam: (image: Tensor, classIndex: number) => Float32Array;
  readonly dispose: () => void;
}

/** @param tensor "layer/Operation", behind which the layers form a chain that ends in a dense layer with a softmax */
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
  const target = model.getLayer(tensor.split('/')[0]!);
  const head = layers.model({ inputs: model.inputs, outputs: target.output });
  const chain = model.layers.slice(model.layers.indexOf(target) + 1, -1);
  const [kernel, bias] = model.layers.at(-1)!.getWeights() as [tf.Tensor2D, tf.Tensor1D];
  const tail = (maps: tf.Tensor): tf.Tensor2D => {
    const seen = chain.reduce((given, layer) => layer.apply(given) as tf.Tensor, maps);
    return tf.add(tf.matMul(seen as tf.Tensor2D, kernel), bias);
  };
  const scoreOf = (maps: tf.Tensor, classIndex: number): tf.Scalar =>
    tf.squeeze(tf.slice(tail(maps), [0, classIndex], [1, 1]));

  const scoreCam: PlainModel['scoreCam'] = (given, channels, classIndex) =>
    tf.tidy(() => {
      const image = imageOf(given);
      const [, rows, columns] = image.shape;
      const maps = head.predict(image) as tf.Tensor4D;
      return Array.from({ length: channels }, (_, channel) =>
        tf.tidy(() => {
          const map = tf.slice(maps, [0, 0, 0, channel], [-1, -1, -1, 1]);
          const large = tf.image.resizeBilinear(map, [rows, columns], true);
          const span = tf.add(tf.sub(tf.max(large), tf.min(large)), 1e-8);
          const isFlat = tf.equal(tf.max(map), tf.min(map)).dataSync()[0] === 1;
          const mask = isFlat ? tf.zerosLike(large) : tf.div(tf.sub(large, tf.min(large)), span);
          return scoreOf(head.predict(tf.mul(image, mask)) as tf.Tensor, classIndex).dataSync()[0]!;
        }),
      );
    });

  const gradCam: PlainModel['gradCam'] = (given, classIndex) =>
    tf.tidy(() => {
      const image = imageOf(given);
      const maps = head.predict(image) as tf.Tensor4D;
      const gradient = tf.grad((at: tf.Tensor) => scoreOf(at, classIndex))(maps);
      return finished(tf.sum(tf.mul(maps, tf.mean(gradient, [1, 2], true)), 3, true), image);
    });

  const ablationCam: PlainModel['ablationCam'] = (given, classIndex) =>
    tf.tidy(() => {
      const image = imageOf(given);
      const maps = head.predict(image) as tf.Tensor4D;
      const score = scoreOf(maps, classIndex).dataSync()[0]!;
      const channels = maps.shape[3];
      const weights = Array.from({ length: channels }, (_, channel) =>
        tf.tidy(() => {
          const without = tf.sub(1, tf.oneHot(channel, channels));
          return (score - scoreOf(tf.mul(maps, without), classIndex).dataSync()[0]!) / score;
        }),
      );
      return finished(tf.sum(tf.mul(maps, tf.tensor1d(weights)), 3, true), image);
    });

  return { scoreCam, gradCam, ablationCam, dispose: () => model.dispose() };
}

function imageOf({ data, shape }: Tensor): tf.Tensor4D {
  const [channels, rows, columns] = shape as [number, number, number];
  return tf.transpose(tf.tensor4d(data.slice(), [1, channels, rows, columns]), [0, 2, 3, 1]);
}

/** ReLU, to 0..1, to the size of the image, and to 0..1 again. */
function finished(map: tf.Tensor, image: tf.Tensor4D): Float32Array {
  const [, rows, columns] = image.shape;
  const small = scaled(tf.relu(map)) as tf.Tensor4D;
  return scaled(tf.image.resizeBilinear(small, [rows, columns], false, true)).dataSync<'float32'>();
}

function scaled(map: tf.Tensor): tf.Tensor {
  const raised = tf.sub(map, tf.min(map));
  return tf.div(raised, tf.add(tf.max(raised), 1e-7));
}
