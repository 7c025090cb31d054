import { convolve, inputGradient } from '../gradients/convolve.ts';
import { exp } from '../gradients/smooth.ts';
import { averagePool, maxPool, type Pooling } from '../gradients/pool.ts';
import type { ConvolutionKind } from '../gradients/convolve.ts';
import type { Windows } from '../gradients/axis.ts';
import { flagOf, numberOf, numbersOf, textOf, unsupported, type NetworkNode } from '../network/network.ts';
import { tf } from '../tf.ts';
import {
  affineInFirst,
  affineInOne,
  curved,
  onMap,
  piecewise,
  type Op,
  type OpCall,
  type Ops,
} from './op.ts';

/** Throws MODEL_UNSUPPORTED for what TensorFlow.js cannot compute. */
export function windowsOf(node: NetworkNode): Windows {
  if (textOf(node, 'data_format', 'NHWC') !== 'NHWC')
    throw unsupported(
      node,
      'channels first. TensorFlow.js computes with channels last: convert the network so.',
    );
  const [, rows = 1, columns = 1] = numbersOf(node, 'strides', [1, 1, 1, 1]);
  const [, down = 1, right = 1] = numbersOf(node, 'dilations', [1, 1, 1, 1]);
  return { strides: [rows, columns], dilations: [down, right], padding: paddingOf(node) };
}

function paddingOf(node: NetworkNode): Windows['padding'] {
  const name = textOf(node, 'padding', 'VALID');
  if (name === 'SAME' || name === 'VALID') return name;
  const [, , top = 0, bottom = 0, left = 0, right = 0] = numbersOf(node, 'explicit_paddings');
  return [top, bottom, left, right];
}

const convolutionOp = (kind: ConvolutionKind): Op =>
  affineInFirst(({ inputs: [x, filter, bias], node, mode }) => {
    const { tap } = mode;
    return convolve(
      x as tf.Tensor4D,
      {
        kind,
        filter: filter as tf.Tensor4D,
        bias: bias as tf.Tensor1D | undefined,
        ...windowsOf(node),
      },
      tap === undefined || bias === undefined ? undefined : (dy) => tap(node, dy),
    );
  }, onMap);

function poolingOf(node: NetworkNode): Pooling {
  const [, rows = 1, columns = 1] = numbersOf(node, 'ksize', [1, 1, 1, 1]);
  return { kernel: [rows, columns], ...windowsOf(node) };
}

/** Filter [kh, kw, out, in]: the input gradient of the convolution that leads the other way. */
function transposed(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  node: NetworkNode,
  [rows, columns]: readonly [number, number],
): tf.Tensor4D {
  return inputGradient(x, { kind: 'full', filter, ...windowsOf(node) }, [rows, columns, filter.shape[2]]);
}

function keras({ inputs: [x, filter, bias], node, mode }: OpCall): tf.Tensor {
  const { strides, padding } = windowsOf(node);
  const size = (axis: 0 | 1): number =>
    x!.shape[axis + 1]! * strides[axis] +
    (padding === 'VALID' ? Math.max(filter!.shape[axis]! - strides[axis], 0) : 0);
  const raw = transposed(x as tf.Tensor4D, filter as tf.Tensor4D, node, [size(0), size(1)]);
  if (bias === undefined) return raw;
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => ({
    value: tf.add(input as tf.Tensor, bias),
    gradFunc: (dy: tf.Tensor) => {
      mode.tap?.(node, dy as tf.Tensor4D);
      return tf.clone(dy);
    },
  }));
  return run(raw);
}

export const windowOps: Ops = {
  Conv2D: convolutionOp('full'),
  DepthwiseConv2dNative: convolutionOp('depthwise'),
  Conv2DBackpropInput: affineInOne(({ inputs: [, filter, x], node, integers }) => {
    const [, rows = 0, columns = 0] = integers(0);
    return transposed(x as tf.Tensor4D, filter as tf.Tensor4D, node, [rows, columns]);
  }),
  /** Keras' layer: x, filter [kh, kw, out, in], bias. */
  Conv2DTranspose: affineInFirst(keras, onMap),
  MaxPool: piecewise(({ inputs: [x], node }) => maxPool(x as tf.Tensor4D, poolingOf(node)), onMap),
  AvgPool: affineInFirst(({ inputs: [x], node }) => averagePool(x as tf.Tensor4D, poolingOf(node)), onMap),
  LRN: curved(
    ({ inputs: [x], node }) =>
      localResponse(x as tf.Tensor4D, {
        radius: numberOf(node, 'depth_radius', 5),
        bias: numberOf(node, 'bias', 1),
        alpha: numberOf(node, 'alpha', 1),
        beta: numberOf(node, 'beta', 0.5),
      }),
    onMap,
  ),
  MatMul: affineInOne(({ inputs: [a, b], node }) =>
    tf.matMul(a!, b!, flagOf(node, 'transpose_a'), flagOf(node, 'transpose_b')),
  ),
  BatchMatMul: batchProduct(),
  BatchMatMulV2: batchProduct(),
  BatchMatMulV3: batchProduct(),
};

function batchProduct(): Op {
  return affineInOne(({ inputs: [a, b], node }) =>
    tf.matMul(a!, b!, flagOf(node, 'adj_x'), flagOf(node, 'adj_y')),
  );
}

interface LocalResponse {
  readonly radius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** x (bias + alpha sum of squares over neighbouring channels)^-beta, from kernels with gradients of their own. */
function localResponse(x: tf.Tensor4D, { radius, bias, alpha, beta }: LocalResponse): tf.Tensor {
  const channels = x.shape[3];
  const band = tf.tensor2d(
    Array.from({ length: channels }, (_, row) =>
      Array.from({ length: channels }, (_unused, column) => (Math.abs(row - column) <= radius ? 1 : 0)),
    ),
  );
  const squares = tf.reshape(tf.square(x), [-1, channels]);
  const sums = tf.reshape(tf.matMul(squares, band), x.shape);
  return tf.mul(x, exp(tf.mul(tf.log(tf.add(tf.mul(sums, alpha), bias)), -beta)));
}
