/** Tensors between this thread's memory and the device. Images and maps are [n, C, h, w] here and [n, h, w, C] there. */
import type { Tensor } from '../../../tensor/tensor.ts';
import type { Range } from '../../calls/pieces.ts';
import { tf } from '../tf.ts';

/** As the device has it, rows along the first axis. */
export interface HostTensor {
  readonly type: tf.DataType;
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

export const download = (tensor: tf.Tensor): HostTensor => ({
  type: tensor.dtype,
  // A copy: what the backend gives may be a view into its memory.
  data: tensor.dataSync().slice(),
  shape: tensor.shape,
});

/** Rows of it. */
export function uploadRows({ type, data, shape }: HostTensor, { from, to }: Range): tf.Tensor {
  const size = data.length / (shape[0] ?? 1);
  // A copy: a backend may keep the array that it is given.
  return tf.tensor(data.slice(from * size, to * size), [to - from, ...shape.slice(1)], type);
}

/** One behind the other. */
export function joined(parts: readonly HostTensor[]): HostTensor {
  const [first] = parts as [HostTensor];
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const data = new (first.data.constructor as new (length: number) => Float32Array)(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { type: first.type, data, shape: [count, ...first.shape.slice(1)] };
}

/** Numbers as float32. */
export const asTensor = ({ data, shape }: HostTensor): Tensor => ({
  data: data instanceof Float32Array ? data : Float32Array.from(data),
  shape,
});

export const fromTensor = ({ data, shape }: Tensor): HostTensor => ({ type: 'float32', data, shape });

/** [n, C, h, w] as [n, h, w, C] on the device. */
export function uploadMaps({ data, shape }: Tensor): tf.Tensor4D {
  const [count = 0, channels = 0, rows = 0, columns = 0] = shape;
  return tf.tidy(() =>
    tf.transpose(tf.tensor4d(data.slice(), [count, channels, rows, columns]), [0, 2, 3, 1]),
  );
}

/** The inverse, of a tensor that stays the caller's. */
export function downloadMaps(maps: tf.Tensor): Tensor {
  const turned = tf.transpose(maps, [0, 3, 1, 2]);
  try {
    return asTensor(download(turned));
  } finally {
    turned.dispose();
  }
}

/** [n, C, h, w] in the device's layout. */
export function fromMaps(maps: Tensor): HostTensor {
  const uploaded = uploadMaps(maps);
  try {
    return download(uploaded);
  } finally {
    uploaded.dispose();
  }
}

/** A tensor of the network's as [n, C, h, w]. */
export function toMaps(host: HostTensor): Tensor {
  const uploaded = uploadRows(host, { from: 0, to: host.shape[0]! });
  try {
    return downloadMaps(uploaded);
  } finally {
    uploaded.dispose();
  }
}
