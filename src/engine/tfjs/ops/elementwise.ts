import { asConstant, mask, withSlope } from '../gradients/slope.ts';
import { exp, logSoftmax, sigmoid, softmax, softplus, tanh } from '../gradients/smooth.ts';
import { flagOf, numberOf } from '../network/network.ts';
import { tf } from '../tf.ts';
import {
  affine,
  affineInFirst,
  affineInOne,
  curved,
  flat,
  onMap,
  piecewise,
  type Op,
  type Ops,
} from './op.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const smooth = (f: Unary): Op => curved(({ inputs: [x] }) => f(x!), onMap);

/** Values at places: comparisons, roundings. No gradient flows through them. */
const steps = (f: Unary): Op => flat(({ inputs: [x] }) => asConstant(f(x!)), onMap);
const compared = (f: Binary): Op => flat(({ inputs: [a, b] }) => asConstant(f(a!, b!)), onMap);

const inside = (x: tf.Tensor, low: number, high: number): tf.Tensor =>
  mask(tf.logicalAnd(tf.greater(x, low), tf.less(x, high)));

/** Passes only where 0 < x < `limit`. */
const rectifier = (f: Unary, limit: number): Op =>
  piecewise(
    ({ inputs: [x], mode }) =>
      withSlope(x!, f, (_x, y) => inside(y, 0, limit), mode.guided ? (dy) => tf.relu(dy) : undefined),
    onMap,
  );

/** max(0, x), and x between 0 and 6, in other words: exporters write ReLU6 so. */
const clip = (x: tf.Tensor, low: number, high: number, guided: boolean): tf.Tensor =>
  withSlope(
    x,
    (given) => tf.clipByValue(given, low, high),
    (given) => inside(given, low, high),
    guided && low === 0 && high === 6 ? (dy) => tf.relu(dy) : undefined,
  );

const leaky = (x: tf.Tensor, alpha: tf.Tensor | number): tf.Tensor => {
  const slope = (given: tf.Tensor): tf.Tensor => {
    const positive = mask(tf.greater(given, 0));
    return tf.add(positive, tf.mul(tf.sub(1, positive), alpha));
  };
  return withSlope(x, (given) => tf.mul(given, slope(given)), slope);
};

const absolute: Unary = (x) =>
  withSlope(
    x,
    (given) => tf.abs(given),
    (given) => tf.sign(given),
  );

/** The first where `chosen` holds, else the second; equal ones share the gradient evenly. */
const extreme = (chosen: Binary): Op =>
  piecewise(({ inputs: [a, b] }) => {
    const ties = mask(tf.equal(a!, b!));
    const share = asConstant(tf.add(mask(chosen(a!, b!)), tf.mul(ties, 0.5)));
    return tf.add(tf.mul(a!, share), tf.mul(b!, tf.sub(1, share)));
  }, onMap);

export const elementwiseOps: Ops = {
  Identity: affine(({ inputs: [x] }) => tf.clone(x!), onMap),
  Snapshot: affine(({ inputs: [x] }) => tf.clone(x!), onMap),
  StopGradient: steps((x) => tf.clone(x)),
  Cast: affine(
    ({ inputs: [x], node }) => tf.cast(x!, castTypes[String(node.attributes['DstT'])] ?? x!.dtype),
    onMap,
  ),
  Neg: affine(({ inputs: [x] }) => tf.neg(x!), onMap),

  Add: affine(({ inputs: [a, b] }) => tf.add(a!, b!), onMap),
  AddV2: affine(({ inputs: [a, b] }) => tf.add(a!, b!), onMap),
  AddN: affine(
    ({ inputs }) => inputs.slice(1).reduce((sum, part) => tf.add(sum, part), tf.clone(inputs[0]!)),
    onMap,
  ),
  BiasAdd: affine(({ inputs: [a, b] }) => tf.add(a!, b!), onMap),
  Sub: affine(({ inputs: [a, b] }) => tf.sub(a!, b!), onMap),
  Mul: affineInOne(({ inputs: [a, b] }) => tf.mul(a!, b!), onMap),
  RealDiv: affineInFirst(({ inputs: [a, b] }) => tf.div(a!, b!), onMap),
  Div: affineInFirst(({ inputs: [a, b] }) => tf.div(a!, b!), onMap),
  SquaredDifference: curved(({ inputs: [a, b] }) => tf.squaredDifference(a!, b!), onMap),
  Pow: curved(({ inputs: [a, b] }) => tf.pow(a!, b!), onMap),
  Maximum: extreme((a, b) => tf.greater(a, b)),
  Minimum: extreme((a, b) => tf.less(a, b)),

  Relu: rectifier((x) => tf.relu(x), Infinity),
  Relu6: rectifier((x) => tf.relu6(x), 6),
  ClipByValue: piecewise(
    ({ inputs: [x, low, high], mode }) => clip(x!, low!.dataSync()[0]!, high!.dataSync()[0]!, mode.guided),
    onMap,
  ),
  LeakyRelu: piecewise(({ inputs: [x], node }) => leaky(x!, numberOf(node, 'alpha', 0.2)), onMap),
  Prelu: piecewise(({ inputs: [x, alpha] }) => leaky(x!, alpha!), onMap),
  Abs: piecewise(({ inputs: [x] }) => absolute(x!), onMap),

  Sigmoid: smooth(sigmoid),
  Tanh: smooth(tanh),
  Softplus: smooth(softplus),
  Softsign: smooth((x) => tf.div(x, tf.add(1, absolute(x)))),
  Elu: curved(({ inputs: [x], node }) => exponentialUnit(x!, numberOf(node, 'alpha', 1), 1), onMap),
  Selu: smooth((x) => exponentialUnit(x, seluAlpha, seluScale)),
  Exp: smooth(exp),
  Log: smooth((x) => tf.log(x)),
  Log1p: smooth((x) => tf.log1p(x)),
  Sqrt: smooth((x) => tf.sqrt(x)),
  Rsqrt: smooth((x) => tf.rsqrt(x)),
  Square: smooth((x) => tf.square(x)),
  Erf: smooth((x) => tf.erf(x)),
  Reciprocal: smooth((x) => tf.reciprocal(x)),
  Sin: smooth((x) => tf.sin(x)),
  Cos: smooth((x) => tf.cos(x)),

  Floor: steps((x) => tf.floor(x)),
  Ceil: steps((x) => tf.ceil(x)),
  Round: steps((x) => tf.round(x)),
  Sign: steps((x) => tf.sign(x)),
  ZerosLike: steps((x) => tf.zerosLike(x)),
  OnesLike: steps((x) => tf.onesLike(x)),
  FloorDiv: compared((a, b) => tf.floorDiv(a, b)),
  FloorMod: compared((a, b) => tf.mod(a, b)),
  Equal: compared((a, b) => tf.equal(a, b)),
  NotEqual: compared((a, b) => tf.notEqual(a, b)),
  Greater: compared((a, b) => tf.greater(a, b)),
  GreaterEqual: compared((a, b) => tf.greaterEqual(a, b)),
  Less: compared((a, b) => tf.less(a, b)),
  LessEqual: compared((a, b) => tf.lessEqual(a, b)),
  LogicalAnd: compared((a, b) => tf.logicalAnd(a, b)),
  LogicalOr: compared((a, b) => tf.logicalOr(a, b)),
  LogicalNot: steps((x) => tf.logicalNot(x)),
  Select: chosen(),
  SelectV2: chosen(),

  Softmax: smooth(softmax),
  LogSoftmax: smooth(logSoftmax),
  FusedBatchNorm: normalisation(),
  FusedBatchNormV2: normalisation(),
  FusedBatchNormV3: normalisation(),
};

const castTypes: Readonly<Record<string, tf.DataType>> = {
  DT_FLOAT: 'float32',
  DT_HALF: 'float32',
  DT_DOUBLE: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_BOOL: 'bool',
  '1': 'float32',
  '3': 'int32',
  '9': 'int32',
  '10': 'bool',
};

const seluAlpha = 1.6732632423543772;
const seluScale = 1.0507009873554805;

/** scale x where x is positive, else scale alpha (e^x - 1). */
function exponentialUnit(x: tf.Tensor, alpha: number, scale: number): tf.Tensor {
  const positive = asConstant(mask(tf.greater(x, 0)));
  const below = tf.mul(x, tf.sub(1, positive));
  const curve = tf.mul(tf.sub(exp(below), 1), alpha);
  return tf.mul(tf.add(tf.mul(x, positive), curve), scale);
}

function chosen(): Op {
  return affine(({ inputs: [condition, a, b] }) => {
    const share = asConstant(mask(tf.cast(condition!, 'bool')));
    return tf.add(tf.mul(a!, share), tf.mul(b!, tf.sub(1, share)));
  });
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, over the last axis. */
function normalisation(): Op {
  return affineInFirst(({ inputs: [x, gamma, beta, mean, variance], node, mode }) => {
    if (flagOf(node, 'is_training')) throw new Error('is still in training mode');
    const run = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
      const factor = tf.div(gamma!, tf.sqrt(tf.add(variance!, numberOf(node, 'epsilon', 1e-3))));
      const offset = tf.sub(beta!, tf.mul(mean!, factor));
      (save as tf.GradSaveFunc)([factor]);
      return {
        value: tf.add(tf.mul(input as tf.Tensor, factor), offset),
        gradFunc: (dy: tf.Tensor, [kept]: tf.Tensor[]) => {
          if (dy.rank === 4) mode.tap?.(node, dy as tf.Tensor4D);
          return tf.mul(dy, kept!);
        },
      };
    });
    return run(x!);
  }, onMap);
}
