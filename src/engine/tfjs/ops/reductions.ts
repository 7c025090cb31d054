import { asConstant, mask } from '../gradients/slope.ts';
import { flagOf, numberOf } from '../network/network.ts';
import { tf } from '../tf.ts';
import { affineInFirst, curved, flat, onMap, piecewise, type Op, type OpCall, type Ops } from './op.ts';

type Reduce = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;

const reducedBy =
  (reduce: Reduce) =>
  ({ inputs: [x], node, integers }: OpCall): tf.Tensor =>
    reduce(x!, integers(1), flagOf(node, 'keep_dims'));

/** Equal ones share the gradient evenly. */
const extreme = (reduce: Reduce): Op =>
  piecewise(({ inputs: [x], node, integers }) => {
    const axes = integers(1);
    const hits = mask(tf.equal(x!, reduce(x!, axes, true)));
    const share = asConstant(tf.div(hits, tf.sum(hits, axes, true)));
    return tf.sum(tf.mul(x!, share), axes, flagOf(node, 'keep_dims'));
  });

export const reductionOps: Ops = {
  Mean: affineInFirst(reducedBy((x, axes, keep) => tf.mean(x, axes, keep))),
  Sum: affineInFirst(reducedBy((x, axes, keep) => tf.sum(x, axes, keep))),
  Max: extreme((x, axes, keep) => tf.max(x, axes, keep)),
  Min: extreme((x, axes, keep) => tf.min(x, axes, keep)),
  Prod: curved(
    reducedBy((x, axes, keep) => tf.prod(x, axes, keep)),
    { hasGradient: false },
  ),
  ArgMax: flat(({ inputs: [x], integers }) => tf.argMax(x!, integers(1)[0])),
  ArgMin: flat(({ inputs: [x], integers }) => tf.argMin(x!, integers(1)[0])),
  /** Keras: mean and variance over the last axis. */
  LayerNormalization: curved(({ inputs: [x, gamma, beta], node }) => {
    const centred = tf.sub(x!, tf.mean(x!, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    const scaled = tf.mul(centred, tf.rsqrt(tf.add(variance, numberOf(node, 'epsilon', 1e-3))));
    return tf.add(tf.mul(scaled, gamma!), beta!);
  }, onMap),
};
