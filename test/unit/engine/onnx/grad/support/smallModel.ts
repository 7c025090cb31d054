/** Small models, written as graphs in the test that needs them; shapes are measured by running them. */
import { float32Constant } from '../../../../../../src/engine/onnx/grad/constants.ts';
import { integersConstant } from '../../../../../../src/engine/onnx/ir/integers.ts';
import {
  Graph,
  type Attribute,
  type Dim,
  type ElementType,
  type Value,
} from '../../../../../../src/engine/onnx/ir/graph.ts';
import { elementCount } from '../../../../../../src/tensor/tensor.ts';
import { randomGenerator, uniform } from './random.ts';
import { float32, runGraph } from './runGraph.ts';

/** Operations whose output does not have the type of the first input. */
const outputTypes: Readonly<Record<string, ElementType>> = {
  Greater: 'bool',
  GreaterOrEqual: 'bool',
  Less: 'bool',
  LessOrEqual: 'bool',
  Equal: 'bool',
  Not: 'bool',
  And: 'bool',
  Or: 'bool',
  Xor: 'bool',
  IsNaN: 'bool',
  IsInf: 'bool',
  QuantizeLinear: 'uint8',
  ConstantOfShape: 'float32',
  Shape: 'int64',
  Size: 'int64',
  ArgMax: 'int64',
  ArgMin: 'int64',
};

/** By attribute `to` of Cast. */
const castTypes: Readonly<Record<number, ElementType>> = { 1: 'float32', 7: 'int64', 11: 'float64' };

/** Operations on integers other than those above move them about, as Concat does. */
function outputType(
  opType: string,
  [first]: readonly (Value | null)[],
  to: PlainAttribute | undefined,
): ElementType {
  if (typeof to === 'number') return castTypes[to]!;
  return outputTypes[opType] ?? (first?.type === 'int64' ? 'int64' : 'float32');
}

export type PlainAttribute = number | string | readonly number[] | { readonly float: number };

type PlainAttributes = Readonly<Record<string, PlainAttribute>>;

/** Writes a model node by node. */
export class ModelWriter {
  readonly graph = new Graph();
  private readonly random = randomGenerator(1);

  /** A float32 input of shape [n, …perImage]. */
  input(name: string, perImage: readonly number[]): Value {
    const input = this.graph.value(name);
    input.type = 'float32';
    input.shape = [{ perImage: 1 }, ...perImage];
    this.graph.inputs.push(input);
    return input;
  }

  op(opType: string, inputs: readonly (Value | null)[], attributes: PlainAttributes = {}): Value {
    return this.ops(1, opType, inputs, attributes)[0]!;
  }

  /** An operation with `count` outputs. */
  ops(
    count: number,
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: PlainAttributes = {},
  ): Value[] {
    const outputs = Array.from({ length: count }, () => this.graph.fresh(`${opType}_out`));
    const type = outputType(opType, inputs, attributes['to']);
    for (const output of outputs) output.type = type;
    const typed = Object.entries(attributes).map(([name, value]) => [name, typedAttribute(value)] as const);
    this.graph.add({ opType, inputs, attributes: Object.fromEntries(typed) }, outputs);
    return outputs;
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.graph.constant('floats', float32Constant(Float32Array.from(values), shape));
  }

  scalar(value: number): Value {
    return this.floats([value], []);
  }

  ints(...values: number[]): Value {
    return this.graph.constant('ints', integersConstant(values));
  }

  /** Integers of any shape; [] for a scalar. */
  intTensor(values: readonly number[], shape: readonly number[]): Value {
    return this.graph.constant('ints', integersConstant(values, shape));
  }

  /** Integers of 8 bits, 0 to 255. */
  bytes(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.graph.constant('bytes', { type: 'uint8', shape, bytes: Uint8Array.from(values) });
  }

  /** Uniform in -1..1. */
  weights(...shape: number[]): Value {
    return this.graph.constant('weights', float32Constant(uniform(elementCount(shape), this.random), shape));
  }
}

function typedAttribute(value: PlainAttribute): Attribute {
  if (typeof value === 'number') return { kind: 'int', value };
  if (typeof value === 'string') return { kind: 'string', value };
  return 'float' in value ? { kind: 'float', value: value.float } : { kind: 'ints', value };
}

/** Runs `graph` at batch 2 and 3 and notes the shape of every value that a node yields. */
export async function measureShapes(graph: Graph): Promise<void> {
  const declared = graph.outputs;
  graph.outputs = graph.nodes.flatMap((node) => node.outputs);
  const [two, three] = [await shapesAt(graph, 2), await shapesAt(graph, 3)];
  for (const value of graph.outputs) {
    value.shape = two.get(value)!.map((dim, axis) => dimension(dim, three.get(value)![axis]!));
  }
  graph.outputs = declared;
}

const dimension = (atTwo: number, atThree: number): Dim =>
  atTwo === atThree ? atTwo : { perImage: atThree - atTwo };

async function shapesAt(graph: Graph, batch: number): Promise<ReadonlyMap<Value, readonly number[]>> {
  const feeds = graph.inputs.map((input) => {
    const shape = input.shape!.map((dim) => (typeof dim === 'number' ? dim : dim.perImage * batch));
    return float32({ data: new Float32Array(elementCount(shape)), shape });
  });
  const outputs = await runGraph(graph, feeds);
  return new Map(graph.outputs.map((value, index) => [value, outputs[index]!.shape]));
}
