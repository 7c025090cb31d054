/** Copies of one image that differ in a mask (ScoreCAM), a channel (AblationCAM) or all of a layer: scores, in chunks. */
import { CamlineError } from '../../../errors.ts';
import { slice, type Tensor } from '../../../tensor/tensor.ts';
import type { Range } from '../../calls/pieces.ts';
import { execute } from '../run/execute.ts';
import { asTensor, download, joined, uploadMaps, uploadRows, type HostTensor } from '../run/hostTensor.ts';
import { inTidy } from '../run/inTidy.ts';
import type { Plan } from '../run/plan.ts';
import type { Cut } from '../run/cut.ts';
import { tf } from '../tf.ts';
import type { Kept } from './forward.ts';
import { keptAt, type CallNetwork } from './network.ts';

/** Keeps a flat map from dividing by zero. */
const maskEpsilon = 1e-8;

/** Logits [m, classes] of `image` [C, H, W] under `maps` [m, h, w]. */
export function runMasked(
  network: CallNetwork,
  image: Tensor,
  maps: Tensor,
  classes: readonly number[],
): Tensor {
  const plan = network.cuts.forward([]);
  return inChunks(network, plan, maps.shape[0]!, ({ from, to }) => {
    const one = uploadMaps({ data: image.data, shape: [1, ...image.shape] });
    const masked = tf.mul(one, masks(slice(maps, from, to), image.shape[1]!, image.shape[2]!));
    return picked(execute(network.device, plan, [masked])[0]!, classes);
  });
}

/**
 * (U - min U) / (max U - min U + 1e-8), U = maps upsampled to the input's size, bilinear with aligned corners; each map
 * by its own minimum and maximum. A flat map gives zeros: the rounding of the upsampling must not become a mask.
 * [m, H, W, 1]
 */
function masks({ data, shape }: Tensor, rows: number, columns: number): tf.Tensor4D {
  const [count = 0, height = 0, width = 0] = shape;
  const maps = tf.tensor4d(data.slice(), [count, height, width, 1]);
  const upsampled = tf.image.resizeBilinear(maps, [rows, columns], true);
  const over = [1, 2, 3];
  const minimum = tf.min(upsampled, over, true);
  const span = tf.add(tf.sub(tf.max(upsampled, over, true), minimum), maskEpsilon);
  const isNotFlat = tf.cast(tf.greater(tf.max(maps, over, true), tf.min(maps, over, true)), 'float32');
  return tf.mul(tf.sub(upsampled, minimum), tf.div(isNotFlat, span));
}

/** What the tail is run on. */
export interface TailCall {
  readonly cut: Cut;
  readonly kept: Kept;
  /** Of the forward pass. */
  readonly image: number;
}

/** Logits [channels, classes] with each channel set to zero. */
export function runAblated(
  network: CallNetwork,
  call: TailCall,
  channels: readonly number[],
  classes: readonly number[],
): Tensor {
  return inChunks(network, tailOf(network, call), channels.length, (range) => {
    const layer = uploadRows(keptAt(call.kept, call.cut.layer), one(call.image));
    const without = tf.tensor4d(allBut(channels.slice(range.from, range.to), layer.shape.at(-1)!), [
      range.to - range.from,
      1,
      1,
      layer.shape.at(-1)!,
    ]);
    return picked(tailLogits(network, call, tf.mul(layer, without)), classes);
  });
}

/** A row of ones for each of `channels`, zero at that channel. */
function allBut(channels: readonly number[], count: number): Float32Array {
  const ones = new Float32Array(channels.length * count).fill(1);
  channels.forEach((channel, row) => (ones[row * count + channel] = 0));
  return ones;
}

/** Logits [m, K] with `activations` [m, C, h, w] at the layer. */
export function runTail(network: CallNetwork, call: TailCall, activations: Tensor): Tensor {
  return inChunks(network, tailOf(network, call), activations.shape[0]!, ({ from, to }) =>
    tailLogits(network, call, uploadMaps(slice(activations, from, to))),
  );
}

const tailOf = ({ cuts }: CallNetwork, { cut }: TailCall): Plan => cuts.tail(cut, 'values');

/** @param layer copies of the layer's tensor; what crosses the cut beside it is that of the image in all of them */
function tailLogits(network: CallNetwork, call: TailCall, layer: tf.Tensor): tf.Tensor {
  const { cut, kept, image } = call;
  const beside = cut.frontier.slice(1).map((tensor) => {
    const ofImage = uploadRows(keptAt(kept, tensor), one(image));
    return tf.tile(ofImage, [layer.shape[0], ...ofImage.shape.slice(1).map(() => 1)]);
  });
  return execute(network.device, tailOf(network, call), [layer, ...beside])[0]!;
}

const one = (image: number): Range => ({ from: image, to: image + 1 });

const picked = (logits: tf.Tensor, classes: readonly number[]): tf.Tensor =>
  tf.gather(logits, tf.tensor1d([...classes], 'int32'), 1);

/** As many at a time as fit; what does not is halved, which is remembered for the plan. */
function inChunks(
  { copies }: CallNetwork,
  plan: Plan,
  count: number,
  run: (range: Range) => tf.Tensor,
): Tensor {
  const parts: HostTensor[] = [];
  for (let from = 0; from < count;) {
    const to = Math.min(count, from + copies.of(plan));
    try {
      parts.push(inTidy(() => download(run({ from, to }))));
      from = to;
    } catch (error) {
      if (!isOutOfMemory(error) || to - from === 1) throw error;
      copies.halve(plan, to - from);
    }
  }
  return asTensor(joined(parts));
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof CamlineError && error.code === 'ENGINE_OUT_OF_MEMORY';
