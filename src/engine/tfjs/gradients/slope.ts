/** Piecewise-linear functions of one tensor. */
import { tf } from '../tf.ts';

/** The same values, through which no gradient flows. */
export function asConstant<T extends tf.Tensor>({ dataId, shape, dtype }: T): T {
  // A second owner of the same memory, which would otherwise be freed with the first.
  tf.backend().incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as T;
}

/**
 * f(x) with the derivative slope(x, f(x)), itself without one: second derivatives of piecewise-linear functions are zero.
 *
 * @param adjust what becomes of the gradient before the slope is multiplied in
 */
export function withSlope(
  x: tf.Tensor,
  value: (x: tf.Tensor) => tf.Tensor,
  slope: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  adjust: (dy: tf.Tensor) => tf.Tensor = (dy) => dy,
): tf.Tensor {
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const y = value(input as tf.Tensor);
    (save as tf.GradSaveFunc)([slope(input as tf.Tensor, y)]);
    return { value: y, gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => tf.mul(adjust(dy), kept!) };
  });
  return run(x);
}

/** 1 where the condition holds, else 0. */
export const mask = (condition: tf.Tensor): tf.Tensor => tf.cast(condition, 'float32');
