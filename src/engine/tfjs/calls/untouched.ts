/** The model file as TensorFlow.js itself loads and runs it: what our own logits are compared with. */
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { CamlineError } from '../../../errors.ts';
import { slice, type Tensor } from '../../../tensor/tensor.ts';
import { pieces } from '../../calls/pieces.ts';
import { readModelFiles, weightData, type ModelFiles } from '../file/readModelFiles.ts';
import { asTensor, download, joined, uploadMaps } from '../run/hostTensor.ts';
import { inTidy } from '../run/inTidy.ts';
import { tf } from '../tf.ts';

export interface FileAsIs {
  /** Of the model.json. */
  readonly path: string;
  /** Index of the output that holds the class scores, and its tensor in a graph model. */
  readonly output: { readonly index: number; readonly tensor: string };
  /** Images at a time. */
  readonly batch: number;
}

/** Its output of class scores, [n, K], for `images` [n, C, H, W]. Throws ENGINE_FAILED where TensorFlow.js cannot run it. */
export async function runUntouched(file: FileAsIs, images: Tensor): Promise<Tensor> {
  const files = await readModelFiles(file.path);
  try {
    return await predicted(files, file, images);
  } catch (cause) {
    const { message } = cause as Error;
    throw new CamlineError('ENGINE_FAILED', `TensorFlow.js cannot run ${file.path}: ${message}`, { cause });
  }
}

async function predicted(files: ModelFiles, { output, batch }: FileAsIs, images: Tensor): Promise<Tensor> {
  const isGraph = 'node' in files.json.modelTopology;
  const handler = tf.io.fromMemory(artifactsOf(files));
  const model = isGraph ? await graphModel(handler, output.tensor) : await layersModel(handler, output.index);
  try {
    const parts = pieces(images.shape[0]!, batch).map(({ from, to }) =>
      inTidy(() => {
        const given = uploadMaps(slice(images, from, to));
        return download(tf.reshape(model.scores(given), [to - from, -1]));
      }),
    );
    return asTensor(joined(parts));
  } finally {
    model.dispose();
  }
}

interface LoadedModel {
  readonly scores: (images: tf.Tensor) => tf.Tensor;
  readonly dispose: () => void;
}

async function graphModel(handler: tf.io.IOHandler, tensor: string): Promise<LoadedModel> {
  const model = await loadGraphModel(handler);
  return {
    scores: (images) => [model.execute(images, tensor)].flat()[0]!,
    dispose: () => model.dispose(),
  };
}

async function layersModel(handler: tf.io.IOHandler, index: number): Promise<LoadedModel> {
  const model = await loadLayersModel(handler);
  return {
    scores: (images) => [model.predict(images)].flat()[index]!,
    dispose: () => model.dispose(),
  };
}

function artifactsOf(files: ModelFiles): tf.io.ModelArtifacts {
  const { json } = files;
  return {
    modelTopology: json.modelTopology,
    format: json.format ?? undefined,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
    weightData: weightData(files),
    signature: json.signature as object,
  } as tf.io.ModelArtifacts;
}
