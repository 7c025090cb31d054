import { CamlineError } from '../errors.ts';

/** Dense float32 array in row-major order. Shapes are given as [n, C, h, w] in comments throughout. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, dim) => product * dim, 1);

/** Wraps `data` without a copy. Throws INPUT_INVALID if its length does not fit the shape. */
export function tensor(data: Float32Array, shape: readonly number[]): Tensor {
  if (data.length !== elementCount(shape)) {
    throw new CamlineError(
      'INPUT_INVALID',
      `Expected ${elementCount(shape)} values for shape [${shape.join(', ')}], received ${data.length}.`,
    );
  }
  return { data, shape };
}

export const zeros = (shape: readonly number[]): Tensor => ({
  data: new Float32Array(elementCount(shape)),
  shape,
});

/** Item `index` of the first axis, as a view: shape [n, …rest] gives [...rest]. */
export function item(whole: Tensor, index: number): Tensor {
  const shape = whole.shape.slice(1);
  const size = elementCount(shape);
  return { data: whole.data.subarray(index * size, (index + 1) * size), shape };
}

/** Items `from` (inclusive) to `to` (exclusive) of the first axis, as a view. */
export function slice(whole: Tensor, from: number, to: number): Tensor {
  const size = elementCount(whole.shape.slice(1));
  return { data: whole.data.subarray(from * size, to * size), shape: [to - from, ...whole.shape.slice(1)] };
}
