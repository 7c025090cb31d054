/**
 * One batch through the model. ONNX Runtime gives an image the same bits in batches of two to eight (measured on nine
 * networks), but not always alone: products with one row take another kernel (ConvNeXt differs by 4e-7). So an image that
 * is alone in its batch goes in twice, unless its whole shard is one image: the bytes of an image's results then do not
 * depend on which of its neighbours failed, nor on careful mode.
 */
import type { RunRequest } from '../../config/runRequest.ts';
import { CamlineError, type PlainError } from '../../errors.ts';
import type { Region } from '../../metrics/region.ts';
import type { Explanation, ModelDoor } from '../../model/types.ts';
import { classesOf, explanationOf, needsScores, stackImages, type ImageExplanation } from './engineInput.ts';
import { imageFailure } from './imageFailure.ts';
import type { FloatPool } from '../../tensor/floatPool.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export interface BatchImage {
  /** [3, H, W] */
  readonly tensor: Tensor;
  /** The class that is given for it, if any. */
  readonly label: number | undefined;
  /** Whether a budget's map is compared with the exact one. */
  readonly compareExact: boolean;
  /** Where the object is, in pixels of the network's input. */
  readonly region?: Region | undefined;
}

/** Rows an engine call may have on this machine: halved when memory runs out, and remembered while the model is open. */
export interface RowLimit {
  rows: number;
}

export interface BatchTools {
  readonly model: ModelDoor;
  readonly request: RunRequest;
  /** 2, or 1 where the shard is one image or the model takes no batches. */
  readonly leastRows: number;
  readonly limit: RowLimit;
  /** Of whole batches on their way to the model's thread. */
  readonly memory: FloatPool;
}

export type ImageOutcome =
  | { readonly status: 'ok'; readonly explanation: ImageExplanation }
  | { readonly status: 'failed'; readonly reason: PlainError };

/**
 * Outcomes in the order of `images`. A batch that fails is halved until the image that makes it fail is alone. Throws what
 * is not one image's fault, WORKER_CRASHED where the model's thread has ended.
 */
export async function explainBatch(
  images: readonly BatchImage[],
  tools: BatchTools,
): Promise<ImageOutcome[]> {
  if (images.length === 0) return [];
  const { limit } = tools;
  if (images.length > limit.rows) return explainHalves(images, tools);
  const rows = Math.max(images.length, Math.min(tools.leastRows, limit.rows));
  try {
    return await explainRows(images, rows, tools);
  } catch (error) {
    if (!(error instanceof CamlineError)) throw error;
    if (error.code === 'ENGINE_OUT_OF_MEMORY' && rows > 1) {
      limit.rows = Math.min(limit.rows, Math.floor(rows / 2));
      return explainBatch(images, tools);
    }
    if (error.code !== 'ENGINE_FAILED') throw error;
    if (images.length > 1) return explainHalves(images, tools);
    await checkAlive(tools.model);
    return [{ status: 'failed', reason: imageFailure(error) }];
  }
}

async function explainHalves(images: readonly BatchImage[], tools: BatchTools): Promise<ImageOutcome[]> {
  const half = Math.ceil(images.length / 2);
  const first = await explainBatch(images.slice(0, half), tools);
  return [...first, ...(await explainBatch(images.slice(half), tools))];
}

async function explainRows(
  images: readonly BatchImage[],
  rows: number,
  tools: BatchTools,
): Promise<ImageOutcome[]> {
  const { memory } = tools;
  const tensors = images.map(({ tensor }) => tensor);
  const input = stackImages(tensors, rows, memory);
  try {
    const explanations = await explainInput(input, images, rows, tools);
    return images.map((_, image) => ({ status: 'ok', explanation: explanationOf(explanations, image) }));
  } finally {
    memory.giveBack(input.data); // the model's thread has a copy
  }
}

async function explainInput(
  input: Tensor,
  images: readonly BatchImage[],
  rows: number,
  { model, request }: BatchTools,
): Promise<readonly Explanation[]> {
  const labels = Array.from({ length: rows }, (_, row) => (images[row] ?? images[0]!).label);
  const scores = needsScores(request.classes) ? await model.classify(input) : undefined;
  const classes = classesOf(request.classes, labels, scores);
  const { methods, layers, eigenSmooth, augSmooth, channels, metrics, outputs } = request;
  return model.explainMany(input, {
    methods,
    layers,
    eigenSmooth,
    augSmooth,
    ...(channels && {
      channels,
      compareExact: Array.from({ length: rows }, (_, row) => images[row]?.compareExact ?? false),
    }),
    ...(metrics && {
      metrics,
      regions: Array.from({ length: rows }, (_, row) => images[row]?.region),
    }),
    ...(outputs.includes('features') && { features: true }),
    ...(classes === undefined ? {} : { classes }),
  });
}

/** A grey image tells an image that the network cannot take from an engine that takes none any more. */
async function checkAlive(model: ModelDoor): Promise<void> {
  const [channels, rows, columns] = model.facts.input;
  const grey = { data: new Float32Array(channels * rows * columns), shape: [1, channels, rows, columns] };
  try {
    await model.classify(grey);
  } catch (cause) {
    throw new CamlineError('WORKER_CRASHED', 'The engine answers no image any more.', { cause });
  }
}
