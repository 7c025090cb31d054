/** Shapes as they come out of runs: that covers every operation, with no rules of inference to be wrong. */
import { uniforms } from '../../../tensor/random.ts';
import { tensorsOf } from '../network/network.ts';
import { execute, type DeviceNetwork } from '../run/execute.ts';
import { planOf } from '../run/plan.ts';
import { tf } from '../tf.ts';

export interface Measured {
  readonly type: string;
  /** Of a run with `images` images. */
  readonly shape: readonly number[];
  readonly images: number;
  /** Whether the first axis counts the images, and no other depends on them. */
  readonly perImage: boolean;
  /** Whole numbers that are the same for any number of images, else null. */
  readonly integers: readonly number[] | null;
}

/** By tensor. */
export type Measurement = ReadonlyMap<string, Measured>;

export const isPerImage = ({ perImage }: Measured): boolean => perImage;

interface Seen {
  readonly type: string;
  readonly shape: readonly number[];
  readonly integers: readonly number[] | null;
}

/** Of these many images; one alone where the network takes no more. */
export function measure(device: DeviceNetwork, batched: boolean): Measurement {
  const counts = batched ? [2, 3] : [1];
  const runs = counts.map((count) => observed(device, count));
  const [first, second = first] = runs as [Map<string, Seen>, Map<string, Seen>?];
  return new Map([...first].map(([name, seen]) => [name, measured(seen, second.get(name)!, counts)]));
}

function measured(seen: Seen, again: Seen, [images = 1, more = images]: readonly number[]): Measured {
  const [first, ...rest] = seen.shape;
  const perImage =
    first === images && again.shape[0] === more && rest.every((dim, axis) => dim === again.shape[axis + 1]);
  const isSame = seen.integers !== null && seen.integers.join() === again.integers?.join();
  return {
    type: seen.type,
    shape: seen.shape,
    images,
    perImage,
    integers: isSame && images !== more ? seen.integers : null,
  };
}

/** Longer lists are no shapes. */
const longestList = 1024;

function observed(device: DeviceNetwork, count: number): Map<string, Seen> {
  const { network } = device;
  const fetches = tensorsOf(network.outputs);
  const seen = new Map<string, Seen>();
  const observe = (name: string, tensor: tf.Tensor): void => {
    const isList = tensor.dtype === 'int32' && tensor.size <= longestList;
    seen.set(name, {
      type: tensor.dtype,
      shape: tensor.shape,
      integers: isList ? Array.from(tensor.dataSync()) : null,
    });
  };
  tf.tidy(() => {
    const plan = planOf(network, [network.input.name], fetches, { fuse: false });
    execute(device, plan, [noise(device, count)], { mode: { guided: false }, observe });
  });
  return seen;
}

/** Images that no network has a reason to treat alike. */
export function noise({ network }: DeviceNetwork, count: number): tf.Tensor {
  const { rows, columns, channels } = network.input;
  const values = Float32Array.from(uniforms(7, count * rows * columns * channels));
  return tf.tensor(values, [count, rows, columns, channels]);
}

/** Class scores of different images, each gone through alone, one behind the other. */
export function scoresOf(device: DeviceNetwork, output: string, images: number): Float32Array {
  const plan = planOf(device.network, [device.network.input.name], [output], { fuse: true });
  return tf.tidy(() => {
    const each = tf.split(noise(device, images), images);
    const scores = each.map((image) => tf.reshape(execute(device, plan, [image])[0]!, [-1]));
    return tf.concat(scores).dataSync<'float32'>().slice();
  });
}

/** Largest difference between a run of two images and runs of each, as a share of the largest value. */
const roundingShare = 1e-4;

/** Whether `output` says of each of two images that go through together what it says of each alone. */
export function areIndependent(device: DeviceNetwork, output: string): boolean {
  const plan = planOf(device.network, [device.network.input.name], [output], { fuse: true });
  return tf.tidy(() => {
    const both = noise(device, 2);
    const [together] = execute(device, plan, [both]) as [tf.Tensor];
    const alone = tf.split(both, 2).map((image) => execute(device, plan, [image])[0]!);
    // A single number is no row of scores, whatever it depends on.
    if (together.rank === 0) return true;
    const apart = tf.concat(alone);
    if (!areComparable(together.shape, apart.shape)) return false;
    const largest = tf.max(tf.abs(apart)).dataSync()[0]!;
    const worst = tf.max(tf.abs(tf.sub(together, apart))).dataSync()[0]!;
    return worst / Math.max(largest, 1e-6) <= roundingShare;
  });
}

/** The same shape, or one row for all images. */
const areComparable = ([count, ...row]: readonly number[], [images, ...other]: readonly number[]): boolean =>
  row.join() === other.join() && (count === images || count === 1);
