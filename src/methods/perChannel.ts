import type { Tensor } from '../tensor/tensor.ts';

/** f(channel, first index, index after the last) for every channel of [C, h, w]; one number each. */
export function perChannel(
  tensor: Tensor,
  compute: (from: number, to: number, channel: number) => number,
): Float32Array {
  const [channels = 0, rows = 0, columns = 0] = tensor.shape;
  const positions = rows * columns;
  const numbers = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++)
    numbers[channel] = compute(channel * positions, (channel + 1) * positions, channel);
  return numbers;
}

/** Element by element over two tensors of one shape. */
export function elementwise(left: Tensor, right: Tensor, compute: (a: number, b: number) => number): Tensor {
  const data = new Float32Array(left.data.length);
  for (let index = 0; index < data.length; index++)
    data[index] = compute(left.data[index]!, right.data[index]!);
  return { data, shape: left.shape };
}

export function sumOver(data: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += data[index]!;
  return sum;
}

export const meanOver = (data: Float32Array, from: number, to: number): number =>
  sumOver(data, from, to) / (to - from);
