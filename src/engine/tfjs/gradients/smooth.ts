/**
 * Functions that TensorFlow.js differentiates once only: its gradients read the function's saved output, which a second
 * derivative does not see. Here they read the input.
 */
import { tf } from '../tf.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

/** f(x), where `back` makes the gradient of x from dy and x, by operations that have gradients themselves. */
function withGradient(f: Unary, back: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): Unary {
  return tf.customGrad((x: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return { value: f(x as tf.Tensor), gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => back(dy, kept!) };
  });
}

export const sigmoid: Unary = withGradient(
  (x) => tf.sigmoid(x),
  (dy, x) => {
    const y = sigmoid(x);
    return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
  },
);

export const tanh: Unary = withGradient(
  (x) => tf.tanh(x),
  (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tanh(x)))),
);

export const exp: Unary = withGradient(
  (x) => tf.exp(x),
  (dy, x) => tf.mul(dy, exp(x)),
);

/** log(1 + e^x) */
export const softplus: Unary = withGradient(
  (x) => tf.softplus(x),
  (dy, x) => tf.mul(dy, sigmoid(x)),
);

/** Over the last axis. */
export const softmax: Unary = withGradient(
  (x) => tf.softmax(x),
  (dy, x) => {
    const y = softmax(x);
    return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)));
  },
);

/** Over the last axis. */
export const logSoftmax: Unary = withGradient(
  (x) => tf.logSoftmax(x),
  (dy, x) => tf.sub(dy, tf.mul(softmax(x), tf.sum(dy, -1, true))),
);
