/** y = f(x) element by element, with numpy broadcasting undone by the walker. */
import type { Node, Value } from '../../ir/graph.ts';
import { integersOf } from '../../ir/integers.ts';
import { float32Values } from '../constants.ts';
import { shapeOf } from '../dims.ts';
import { inputOf, outputOf, type GradRule, type GradRules } from '../gradRule.ts';
import type { OpBuilder } from '../opBuilder.ts';

const passThrough: GradRule = (dy) => [() => dy];

export const elementwiseRules: GradRules = {
  Identity: passThrough,
  /** In inference the identity. */
  Dropout: passThrough,

  /** d(a + b) = da + db */
  Add: (dy) => [() => dy, () => dy],
  Sub: (dy, _node, op) => [() => dy, () => op.neg(dy)],
  Sum: (dy, node) => node.inputs.map(() => () => dy),
  /** Of N inputs: dy / N to each. */
  Mean: (dy, node, op) => node.inputs.map(() => () => op.scale(dy, 1 / node.inputs.length)),

  /** d(a b) = b da + a db */
  Mul: (dy, node, op) => [() => op.mul(dy, inputOf(node, 1)), () => op.mul(dy, inputOf(node, 0))],

  /** d(a / b) = da / b - (a / b) / b db */
  Div: (dy, node, op) => {
    const b = inputOf(node, 1);
    return [() => op.div(dy, b), () => op.neg(op.div(op.mul(dy, outputOf(node)), b))];
  },

  /** a mod b = a - k b, k a whole number: da = dy, db = -k dy = (y - a) / b dy */
  Mod: (dy, node, op) => {
    const [a, b] = [inputOf(node, 0), inputOf(node, 1)];
    return [() => dy, () => op.mul(dy, op.div(op.sub(outputOf(node), a), b))];
  },

  Neg: (dy, _node, op) => [() => op.neg(dy)],
  /** d|x| = sign(x) dx, 0 at 0 */
  Abs: (dy, node, op) => [() => op.mul(dy, op.sign(inputOf(node, 0)))],
  /** d(1/x) = -y² dx */
  Reciprocal: (dy, node, op) => {
    const y = outputOf(node);
    return [() => op.neg(op.mul(dy, op.mul(y, y)))];
  },
  /** d(e^x) = y dx */
  Exp: (dy, node, op) => [() => op.mul(dy, outputOf(node))],
  /** d(ln x) = dx / x */
  Log: (dy, node, op) => [() => op.div(dy, inputOf(node, 0))],
  /** d(sqrt x) = dx / (2 y) */
  Sqrt: (dy, node, op) => [() => op.div(dy, op.mul(outputOf(node), op.scalar(2)))],
  /** d(x^p) = p x^(p - 1) dx, for an exponent that does not depend on the layer */
  Pow: (dy, node, op) => {
    const [x, p] = [inputOf(node, 0), exponentOf(node, op)];
    if (isScalar(p, 1)) return [() => dy];
    const power = () => (isScalar(p, 2) ? x : op.emit('Pow', [x, lessOne(p, op)], shapeOf(outputOf(node))));
    return [() => op.mul(dy, op.mul(p, power()))];
  },
  /** d erf(x) = 2 / sqrt(pi) e^(-x²) dx */
  Erf: (dy, node, op) => {
    const bell = () => op.each('Exp', op.neg(op.square(inputOf(node, 0))));
    return [() => op.mul(dy, op.scale(bell(), 2 / Math.sqrt(Math.PI)))];
  },
  Sin: (dy, node, op) => [() => op.mul(dy, op.each('Cos', inputOf(node, 0)))],
  Cos: (dy, node, op) => [() => op.neg(op.mul(dy, op.each('Sin', inputOf(node, 0))))],
  /** The chosen branch gets dy, the other 0. */
  Where: (dy, node, op) => {
    const select = (whenTrue: Value, whenFalse: Value): Value =>
      op.emit('Where', [inputOf(node, 0), whenTrue, whenFalse], shapeOf(dy), {}, 'float32');
    return [null, () => select(dy, op.scalar(0)), () => select(op.scalar(0), dy)];
  },

  Sign: 'zero',
  Floor: 'zero',
  Ceil: 'zero',
  Round: 'zero',
  Greater: 'zero',
  GreaterOrEqual: 'zero',
  Less: 'zero',
  LessOrEqual: 'zero',
  Equal: 'zero',
  Not: 'zero',
  And: 'zero',
  Or: 'zero',
  Xor: 'zero',
  IsNaN: 'zero',
  IsInf: 'zero',
};

/** Exponents may be integers; in what is computed from them they are not. */
function exponentOf(node: Node, op: OpBuilder): Value {
  const p = inputOf(node, 1);
  const integers = p.constant === null ? null : integersOf(p.constant);
  return integers === null ? p : op.floats('exponent', Float32Array.from(integers), p.constant!.shape);
}

/** p - 1; for p = 0, whose gradient is 0, 0 instead of -1: 0 times infinity is no number. */
function lessOne(p: Value, op: OpBuilder): Value {
  const less = op.sub(p, op.scalar(1));
  const mayBeZero = p.constant?.type !== 'float32' || float32Values(p.constant).includes(0);
  return mayBeZero ? op.add(less, op.mask(op.compare('Equal', p, op.scalar(0)))) : less;
}

const isScalar = ({ constant }: Value, value: number): boolean =>
  constant?.type === 'float32' && constant.shape.length === 0 && float32Values(constant)[0] === value;
