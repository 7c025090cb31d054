/**
 * Emits plain ONNX nodes (opset 20) into a graph. Every method returns its output with type and shape known, so that
 * the walker can un-broadcast it and a second walk can differentiate it. Names read `scope/Op`.
 */
import { CamlineError } from '../../../errors.ts';
import type { Attribute, Constant, ElementType, Graph, Value } from '../ir/graph.ts';
import { integersConstant } from '../ir/integers.ts';
import { float32Constant } from './constants.ts';
import {
  broadcastShape,
  fixedDim,
  reshapeTarget,
  sameShape,
  shapeOf,
  shapeText,
  type Shape,
} from './dims.ts';

export type Attributes = Readonly<Record<string, Attribute>>;

export const intAttribute = (value: number): Attribute => ({ kind: 'int', value });
export const floatAttribute = (value: number): Attribute => ({ kind: 'float', value });
export const intsAttribute = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const stringAttribute = (value: string): Attribute => ({ kind: 'string', value });

/** Of attribute `to` of Cast. */
const float32Code = 1;

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

export class OpBuilder {
  readonly graph: Graph;
  private readonly scope: string;

  constructor(graph: Graph, scope: string) {
    this.graph = graph;
    this.scope = scope;
  }

  /** The same builder, naming what it emits after `scope`. */
  within(scope: string): OpBuilder {
    return new OpBuilder(this.graph, scope);
  }

  /** Any operation with one output; the caller vouches for shape (null: not known) and type (default: the first input's). */
  emit(
    opType: string,
    inputs: readonly (Value | null)[],
    shape: Shape | null,
    attributes: Attributes = {},
    type: ElementType = inputs[0]?.type ?? 'float32',
  ): Value {
    const name = `${this.scope}/${opType}`;
    const output = this.graph.fresh(`${name}:0`);
    output.type = type;
    output.shape = shape;
    this.graph.add({ opType, name, inputs, attributes }, [output]);
    return output;
  }

  constant(hint: string, constant: Constant): Value {
    return this.graph.constant(`${this.scope}/${hint}`, constant);
  }

  scalar(value: number): Value {
    return this.constant('scalar', float32Constant(Float32Array.of(value), []));
  }

  floats(hint: string, data: Float32Array, shape: readonly number[]): Value {
    return this.constant(hint, float32Constant(data, shape));
  }

  ints(hint: string, values: readonly number[]): Value {
    return this.constant(hint, integersConstant(values));
  }

  add(a: Value, b: Value): Value {
    return this.broadcasting('Add', a, b);
  }

  sub(a: Value, b: Value): Value {
    return this.broadcasting('Sub', a, b);
  }

  mul(a: Value, b: Value): Value {
    return this.broadcasting('Mul', a, b);
  }

  div(a: Value, b: Value): Value {
    return this.broadcasting('Div', a, b);
  }

  /** An operation on each element by itself. */
  each(opType: string, x: Value, attributes: Attributes = {}): Value {
    return this.emit(opType, [x], shapeOf(x), attributes);
  }

  neg(x: Value): Value {
    return this.each('Neg', x);
  }

  sqrt(x: Value): Value {
    return this.each('Sqrt', x);
  }

  /** -1, 0 or 1 */
  sign(x: Value): Value {
    return this.each('Sign', x);
  }

  square(x: Value): Value {
    return this.mul(x, x);
  }

  /** x times a number. */
  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : this.mul(x, this.scalar(factor));
  }

  /** Whether a > b, a < b or a = b, element by element. */
  compare(comparison: 'Greater' | 'Less' | 'Equal', a: Value, b: Value): Value {
    return this.emit(comparison, [a, b], broadcastShape(shapeOf(a), shapeOf(b)), {}, 'bool');
  }

  /** 1 where `condition` holds, else 0. ONNX Runtime is three times as fast at this as at Sign. */
  mask(condition: Value): Value {
    const toFloat = { to: intAttribute(float32Code) };
    return this.emit('Cast', [condition], shapeOf(condition), toFloat, 'float32');
  }

  /** `x` with another shape of as many elements; nothing is emitted where it has that shape already. */
  reshape(x: Value, shape: Shape): Value {
    if (sameShape(shapeOf(x), shape)) return x;
    return this.emit('Reshape', [x, this.ints('shape', reshapeTarget(shape))], shape);
  }

  /** Repeats axes of size 1 up to `shape`. Throws MODEL_UNSUPPORTED for one that would have to grow with the batch. */
  expand(x: Value, shape: Shape): Value {
    if (sameShape(shapeOf(x), shape)) return x;
    const target = shape.map((dim) => (typeof dim === 'number' ? dim : 1));
    const reached = broadcastShape(shapeOf(x), target);
    if (sameShape(reached, shape)) return this.emit('Expand', [x, this.ints('shape', target)], shape);
    throw new CamlineError(
      'MODEL_UNSUPPORTED',
      `Expected images to go through the network each by itself; at "${this.scope}" the gradient ` +
        `${shapeText(reached)} would have to be repeated for every image to ${shapeText(shape)}.`,
    );
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    const shape = permutation.map((axis) => shapeOf(x)[axis]!);
    return this.emit('Transpose', [x], shape, { perm: intsAttribute(permutation) });
  }

  /** Sums over `axes`, which stay with size 1. */
  reduceSum(x: Value, axes: readonly number[]): Value {
    return this.reduced('ReduceSum', x, axes);
  }

  /** Means over `axes`, which stay with size 1. */
  reduceMean(x: Value, axes: readonly number[]): Value {
    return this.reduced('ReduceMean', x, axes);
  }

  /** Products over `axes`, which stay with size 1. */
  reduceProduct(x: Value, axes: readonly number[]): Value {
    return this.reduced('ReduceProd', x, axes);
  }

  /** Zeros before and after each axis; negative counts crop. `shape` is the result's. */
  pad(x: Value, before: readonly number[], after: readonly number[], shape: Shape): Value {
    if ([...before, ...after].every((count) => count === 0)) return x;
    return this.emit('Pad', [x, this.ints('pads', [...before, ...after])], shape);
  }

  /** Elements `from` (inclusive) to `to` (exclusive) of one axis. */
  slice(x: Value, axis: number, from: number, to: number): Value {
    const shape = shapeOf(x).map((dim, index) => (index === axis ? to - from : dim));
    const bounds = [this.ints('starts', [from]), this.ints('ends', [to]), this.ints('axes', [axis])];
    return this.emit('Slice', [x, ...bounds], shape);
  }

  /** Elements of one axis, each by itself; the axis stays with size 1. */
  split(x: Value, axis: number): Value[] {
    const count = fixedDim(x, axis);
    if (count === 1) return [x];
    const name = `${this.scope}/Split`;
    const outputs = Array.from({ length: count }, () => this.graph.fresh(`${name}:0`));
    for (const output of outputs) {
      output.type = x.type;
      output.shape = shapeOf(x).map((dim, index) => (index === axis ? 1 : dim));
    }
    const attributes = { axis: intAttribute(axis), num_outputs: intAttribute(count) };
    this.graph.add({ opType: 'Split', name, inputs: [x], attributes }, outputs);
    return outputs;
  }

  /** One behind the other along `axis`. */
  concat(parts: readonly Value[], axis: number): Value {
    const [first, ...others] = parts;
    if (others.length === 0) return first!;
    const size = parts.reduce((sum, part) => sum + fixedDim(part, axis), 0);
    const shape = shapeOf(first!).map((dim, index) => (index === axis ? size : dim));
    return this.emit('Concat', parts, shape, { axis: intAttribute(axis) });
  }

  /** Elements at `indices` of one axis. */
  gather(x: Value, axis: number, indices: readonly number[]): Value {
    const shape = shapeOf(x).map((dim, index) => (index === axis ? indices.length : dim));
    return this.emit('Gather', [x, this.ints('indices', indices)], shape, { axis: intAttribute(axis) });
  }

  /** Zeros, as many as `like` has elements, in its shape. */
  zerosLike(like: Value): Value {
    const shape = this.emit('Shape', [like], [shapeOf(like).length], {}, 'int64');
    return this.emit('ConstantOfShape', [shape], shapeOf(like), {}, 'float32');
  }

  /** Matrices over the last two axes, the others broadcast. */
  matMul(a: Value, b: Value): Value {
    const [left, right] = [shapeOf(a), shapeOf(b)];
    const stack = broadcastShape(left.slice(0, -2), right.slice(0, -2));
    return this.emit('MatMul', [a, b], [...stack, left.at(-2)!, right.at(-1)!]);
  }

  /** alpha * A' B' of two matrices. */
  gemm(a: Value, b: Value, { transA = false, transB = false, alpha = 1 }: GemmOptions): Value {
    const shape = [shapeOf(a)[transA ? 1 : 0]!, shapeOf(b)[transB ? 0 : 1]!];
    return this.emit('Gemm', [a, b], shape, {
      transA: intAttribute(Number(transA)),
      transB: intAttribute(Number(transB)),
      alpha: floatAttribute(alpha),
    });
  }

  private reduced(opType: string, x: Value, axes: readonly number[]): Value {
    const shape = shapeOf(x).map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    return this.emit(opType, [x, this.ints('axes', axes)], shape, { keepdims: intAttribute(1) });
  }

  private broadcasting(opType: string, a: Value, b: Value): Value {
    return this.emit(opType, [a, b], broadcastShape(shapeOf(a), shapeOf(b)));
  }
}
