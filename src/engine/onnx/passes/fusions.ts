/**
 * Operations that ONNX Runtime's own optimisation leaves in a model that it saves, written in ONNX's.
 * @source https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
 */
import type { Node, Value } from '../ir/graph.ts';
import { given } from './given.ts';
import type { Emitter } from './rewrite.ts';
import { unsupported } from './unsupported.ts';

/** @param rankOf how many axes an input has */
export type Fusion = (
  node: Node,
  to: Emitter,
  rankOf: (value: Value) => number,
) => Value | readonly (Value | null)[];

export const fusedDomain = 'com.microsoft';

export const isKnownFusion = (opType: string): boolean => Object.hasOwn(fusions, opType);

const plus = (x: Value, bias: Value | null, to: Emitter): Value =>
  bias === null ? x : to.op('Add', [x, bias]);

export const fusions: Readonly<Record<string, Fusion>> = {
  /** alpha A B, with the last two axes of A or B turned. */
  FusedMatMul(node, to, rankOf) {
    if (node.int('transBatchA', 0) !== 0 || node.int('transBatchB', 0) !== 0)
      throw unsupported(node, 'moves the axes of its batch, which is not supported.');
    const side = (index: number, flag: string): Value => {
      const value = given(node, index);
      const rank = rankOf(value);
      if (node.int(flag, 0) === 0 || rank < 2) return value;
      const order = Array.from({ length: rank }, (_, axis) => axis);
      return to.op('Transpose', [value], { perm: [...order.slice(0, -2), rank - 1, rank - 2] });
    };
    const product = to.op('MatMul', [side(0, 'transA'), side(1, 'transB')]);
    const alpha = node.float('alpha', 1);
    return alpha === 1 ? product : to.op('Mul', [product, to.float(alpha)]);
  },

  /** activation(conv(X, W, B) + Z) */
  FusedConv(node, to) {
    const keys = ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'];
    const attributes = Object.fromEntries(
      [...node.attributes].flatMap(([key, { kind, value }]) =>
        keys.includes(key) && (kind === 'int' || kind === 'ints' || kind === 'string') ? [[key, value]] : [],
      ),
    );
    return activated(plus(to.op('Conv', node.inputs.slice(0, 3), attributes), node.input(3), to), node, to);
  },

  /** activation(alpha A' B' + beta C) */
  FusedGemm(node, to) {
    const attributes = {
      transA: node.int('transA', 0),
      transB: node.int('transB', 0),
    };
    const scaled = (x: Value, factor: number): Value =>
      factor === 1 ? x : to.op('Mul', [x, to.float(factor)]);
    const product = scaled(to.op('Gemm', node.inputs.slice(0, 2), attributes), node.float('alpha', 1));
    const c = node.input(2);
    return activated(plus(product, c && scaled(c, node.float('beta', 1)), to), node, to);
  },

  Gelu: (node, to) => to.op('Gelu', [given(node, 0)]),
  BiasGelu: (node, to) => to.op('Gelu', [plus(given(node, 0), node.input(1), to)]),
  FastGelu: (node, to) => to.op('Gelu', [plus(given(node, 0), node.input(1), to)], { approximate: 'tanh' }),

  /** x sigmoid(alpha x) */
  QuickGelu(node, to) {
    const x = given(node, 0);
    return to.op('Mul', [x, to.op('Sigmoid', [to.op('Mul', [x, to.float(node.float('alpha', 1.702))])])]);
  },

  /** Layer norm of x + skip (+ bias); the sum is the fourth output. */
  SkipLayerNormalization(node, to) {
    if (node.outputs.slice(1, 3).some(({ users }) => users.size > 0))
      throw unsupported(node, 'gives out mean and deviation, which is not supported.');
    const sum = plus(to.op('Add', [given(node, 0), given(node, 1)]), node.input(4), to);
    const epsilon = { float: node.float('epsilon', 1e-12) };
    const normal = to.op('LayerNormalization', [sum, given(node, 2), node.input(3)], { axis: -1, epsilon });
    return [normal, null, null, sum];
  },
};

/** By attribute `activation`, with its parameters in the order in which ONNX Runtime writes them. */
function activated(x: Value, node: Node, to: Emitter): Value {
  const kind = node.string('activation', '');
  const list = node.attributes.get('activation_params');
  const [first, second] = list?.kind === 'floats' ? list.value : [];
  const alpha = first ?? node.float('activation_alpha', 0.01);
  const beta = second ?? node.float('activation_beta', 0);
  switch (kind) {
    case '':
      return x;
    case 'Relu':
    case 'Sigmoid':
    case 'Tanh':
      return to.op(kind, [x]);
    case 'LeakyRelu':
      return to.op(kind, [x], { alpha: { float: alpha } });
    case 'HardSigmoid':
      return to.op(kind, [x], { alpha: { float: alpha }, beta: { float: beta } });
    case 'Clip':
      return to.op(kind, [x, to.float(alpha), to.float(beta)]);
    default:
      throw unsupported(node, `ends with the activation ${kind}, which is not supported.`);
  }
}
