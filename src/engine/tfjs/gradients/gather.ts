/** Places along one axis, in any order and number. */
import { tf } from '../tf.ts';

/**
 * x with `places` of `axis`. The gradient is a product with the matrix that has a one for each place taken, so that it
 * needs no scattering, which the WASM backend lacks.
 */
export function gathered(x: tf.Tensor, places: readonly number[], axis: number): tf.Tensor {
  const size = x.shape[axis]!;
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => ({
    value: tf.gather(input as tf.Tensor, tf.tensor1d([...places], 'int32'), axis),
    gradFunc: (dy: tf.Tensor) => {
      const spread = new Float32Array(size * places.length);
      places.forEach((place, index) => (spread[((place + size) % size) * places.length + index] = 1));
      return alongAxis(dy, tf.tensor2d(spread, [size, places.length]), axis);
    },
  }));
  return run(x);
}

/** matrix [new, old] times x along `axis`, whose size becomes `new`. */
export function alongAxis(x: tf.Tensor, matrix: tf.Tensor2D, axis: number): tf.Tensor {
  const before = x.shape.slice(0, axis).reduce((product, dim) => product * dim, 1);
  const behind = x.shape.slice(axis + 1);
  const columns = behind.reduce((product, dim) => product * dim, 1);
  const rows = tf.reshape(x, [before, x.shape[axis]!, columns]);
  const product = tf.matMul(tf.reshape(matrix, [1, ...matrix.shape]), rows);
  return tf.reshape(product, [...x.shape.slice(0, axis), matrix.shape[0], ...behind]);
}
