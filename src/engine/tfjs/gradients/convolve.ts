/**
 * Convolutions whose input gradient is again a convolution.
 *
 * TensorFlow.js's own gradients ask for kernels that the WASM backend lacks, compute gradients of weights that nobody wants,
 * and refuse dilation. Here the gradient is the window turned by half a turn, phase by phase of the stride (phases.ts), and
 * since that is made of the same two convolutions, so is the gradient's gradient.
 */
import { tf } from '../tf.ts';
import { axesOf, type Axes, type Axis, type Padding, type Windows } from './axis.ts';
import { interleaved, padded, phaseLead, phaseLength, phaseTaps } from './phases.ts';

/** 'full': filter [kh, kw, in, out]; 'depthwise': filter [kh, kw, in, multiplier], output channel = in multiplier + m. */
export type ConvolutionKind = 'full' | 'depthwise';

export interface Convolution extends Windows {
  readonly kind: ConvolutionKind;
  readonly filter: tf.Tensor4D;
  /** [out] */
  readonly bias?: tf.Tensor1D | undefined;
  readonly activation?: 'relu' | 'relu6' | undefined;
}

/** x [n, h, w, in] → [n, h', w', out]: one kernel, bias and activation included. */
export function convolution(x: tf.Tensor4D, given: Convolution): tf.Tensor4D {
  const { kind, filter, bias, activation, strides, dilations, padding } = given;
  const isExplicit = typeof padding !== 'string';
  const input = isExplicit ? padded(x, padding) : x;
  const options = {
    x: input,
    filter,
    strides: [...strides] as [number, number],
    pad: padding === 'SAME' ? ('same' as const) : ('valid' as const),
    dilations: [...dilations] as [number, number],
    activation: activation ?? ('linear' as const),
    ...(bias === undefined ? {} : { bias }),
  };
  return kind === 'full' ? tf.fused.conv2d(options) : tf.fused.depthwiseConv2d(options);
}

/**
 * As `convolution`, without an activation, with a gradient for x and none for the weights.
 *
 * @param tap told the gradient at the output
 */
export function convolve(
  x: tf.Tensor4D,
  given: Convolution,
  tap?: (outputGradient: tf.Tensor4D) => void,
): tf.Tensor4D {
  const [, rows, columns, channels] = x.shape;
  const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => ({
    value: convolution(input as tf.Tensor4D, given),
    gradFunc: (dy: tf.Tensor) => {
      tap?.(dy as tf.Tensor4D);
      return inputGradient(dy as tf.Tensor4D, given, [rows, columns, channels]);
    },
  }));
  return run(x) as tf.Tensor4D;
}

/**
 * The gradient of a convolution with respect to its input.
 *
 * @param dy [n, h', w', out]
 * @param size rows, columns, channels of the input
 */
export function inputGradient(
  dy: tf.Tensor4D,
  { kind, filter, strides, dilations, padding }: Convolution,
  [rows, columns, channels]: readonly [number, number, number],
): tf.Tensor4D {
  const [kernelRows, kernelColumns] = filter.shape;
  const axes = axesOf([rows, columns], [kernelRows, kernelColumns], { strides, dilations, padding });
  const outputs = dy.shape[3];
  const spread = interleaved(axes, (row, column) => phaseOf(dy, { kind, filter, axes, row, column }), [
    dy.shape[0],
    kind === 'full' ? channels : outputs,
  ]);
  if (kind === 'full' || outputs === channels) return spread;
  const byMultiplier = tf.reshape(spread, [-1, rows, columns, channels, outputs / channels]);
  return tf.sum(byMultiplier, 4);
}

interface Phase {
  readonly kind: ConvolutionKind;
  readonly filter: tf.Tensor4D;
  readonly axes: Axes;
  readonly row: number;
  readonly column: number;
}

function phaseOf(dy: tf.Tensor4D, { kind, filter, axes, row, column }: Phase): tf.Tensor4D | null {
  const taps = [phaseTaps(axes[0], row), phaseTaps(axes[1], column)] as const;
  if (Math.min(...taps) === 0) return null;
  const [top, bottom] = padsAround(axes[0], taps[0]);
  const [left, right] = padsAround(axes[1], taps[1]);
  return convolve(padded(dy, [top, bottom, left, right]), {
    kind,
    filter: turned(filter, { kind, axes, row, column }),
    strides: [1, 1],
    dilations: [axes[0].dilation, axes[1].dilation],
    padding: 'VALID' satisfies Padding,
  });
}

function padsAround(axis: Axis, taps: number): readonly [before: number, after: number] {
  const lead = phaseLead(axis, taps);
  return [lead, phaseLength(axis) + (taps - 1) * axis.dilation - lead - axis.output];
}

/** Turned filters of the network's weights, kept as long as it is: they are needed in every backward pass. */
const turnedFilters = new WeakMap<tf.Tensor, Map<string, tf.Tensor4D>>();

function turned(filter: tf.Tensor4D, { kind, axes, row, column }: Omit<Phase, 'filter'>): tf.Tensor4D {
  const strides = axes.map(({ stride }) => stride);
  const make = (): tf.Tensor4D => turn(filter, kind, [row, column], [strides[0]!, strides[1]!]);
  if (!filter.kept) return make();
  const known = turnedFilters.get(filter) ?? new Map<string, tf.Tensor4D>();
  turnedFilters.set(filter, known);
  const key = [kind, ...strides, row, column].join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = tf.keep(tf.tidy(make));
  known.set(key, made);
  return made;
}

/** Taps row, row + stride, … in reverse; input and output channels change places. */
function turn(
  filter: tf.Tensor4D,
  kind: ConvolutionKind,
  [row, column]: readonly [number, number],
  strides: readonly [number, number],
): tf.Tensor4D {
  const [rows, columns, inputs, outputs] = filter.shape;
  const isWhole = strides[0] === 1 && strides[1] === 1;
  const taps = isWhole
    ? filter
    : tf.stridedSlice(filter, [row, column, 0, 0], [rows, columns, inputs, outputs], [...strides, 1, 1]);
  const reversed = tf.reverse(taps, [0, 1]);
  if (kind === 'full') return tf.transpose(reversed, [0, 1, 3, 2]) as tf.Tensor4D;
  const [high, wide] = reversed.shape;
  return tf.reshape(reversed, [high, wide!, inputs * outputs, 1]);
}

/** Frees what was derived from a filter. */
export function forgetTurned(filter: tf.Tensor): void {
  for (const tensor of turnedFilters.get(filter)?.values() ?? []) {
    forgetTurned(tensor);
    tensor.dispose();
  }
  turnedFilters.delete(filter);
}
