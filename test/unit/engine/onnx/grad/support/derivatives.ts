/** A small model with its first and second derivative in one graph. */
import { shapeOf } from '../../../../../../src/engine/onnx/grad/dims.ts';
import { OpBuilder } from '../../../../../../src/engine/onnx/grad/opBuilder.ts';
import { emitGradient, emitGradients } from '../../../../../../src/engine/onnx/grad/walker.ts';
import type { Graph, Node, Value } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { openSession } from '../../../../../../src/engine/onnx/sessions/session.ts';
import { elementCount, type Tensor } from '../../../../../../src/tensor/tensor.ts';
import { float32 } from './runGraph.ts';
import { measureShapes, ModelWriter } from './smallModel.ts';
import type { SmallestModel } from './smallestModels.ts';

const batch = 2;

export interface Derived {
  readonly graph: Graph;
  readonly x: Value;
  readonly y: Value;
  readonly seed: Value;
  readonly vector: Value;
  /** G = d(sum(seed * y))/dx */
  readonly first: Value;
  /** d(sum(vector * G))/dx; null where the walk says that it is zero. */
  readonly second: Value | null;
  /** Of the model alone. */
  readonly nodes: readonly Node[];
}

/** Walks back from the model's output, and once more from the result. */
export async function derive(model: SmallestModel): Promise<Derived> {
  const net = new ModelWriter();
  const x = net.input('x', model.input);
  const y = model.build(x, net);
  const { graph } = net;
  graph.outputs = [y];
  await measureShapes(graph);
  const nodes = [...graph.nodes];
  const [seed, vector] = [addInput(graph, 'seed', y), addInput(graph, 'vector', x)];
  const first = emitGradient(graph, { target: y, seed, layer: x });
  const second = emitGradients(graph, { target: first, seed: vector, layer: x }).get(x) ?? null;
  return { graph, x, y, seed, vector, first, second, nodes };
}

function addInput(graph: Graph, name: string, like: Value): Value {
  const input = graph.fresh(name);
  input.type = 'float32';
  input.shape = shapeOf(like);
  graph.inputs.push(input);
  return input;
}

/** Shape of `value` at the batch that tests run. */
export const batchShape = (value: Value): number[] =>
  shapeOf(value).map((dim) => (typeof dim === 'number' ? dim : dim.perImage * batch));

export interface At {
  readonly x: Tensor;
  readonly seed: Tensor;
  readonly vector: Tensor;
}

/** The values of `wanted` at each of `points`. */
export async function evaluate(
  { graph }: Derived,
  wanted: readonly Value[],
  points: readonly At[],
): Promise<Tensor[][]> {
  const op = new OpBuilder(graph, 'result');
  // A wanted value may be an input of the graph, which cannot be its output.
  graph.outputs = wanted.map((value) => op.each('Identity', value));
  const session = await openSession(graph, { threads: 1, optimise: true });
  try {
    const all: Tensor[][] = [];
    for (const { x, seed, vector } of points) {
      const feeds = [x, seed, vector].map((tensor, index) => [graph.inputs[index]!.name, float32(tensor)]);
      const results = await session.run(
        Object.fromEntries(feeds) as Record<string, ReturnType<typeof float32>>,
      );
      all.push(graph.outputs.map((output) => results[output.name] as Tensor));
    }
    return all;
  } finally {
    await session.close();
  }
}

/** In double precision. */
export function dot(left: Tensor, right: Tensor): number {
  if (left.shape.join() !== right.shape.join())
    throw new Error(`[${left.shape.join()}] against [${right.shape.join()}]`);
  return left.data.reduce((sum, value, index) => sum + value * right.data[index]!, 0);
}

export const moved = ({ data, shape }: Tensor, direction: Tensor, by: number): Tensor => ({
  data: data.map((value, index) => value + by * direction.data[index]!),
  shape,
});

export const filled = (shape: readonly number[], fill: (count: number) => Float32Array): Tensor => ({
  data: fill(elementCount(shape)),
  shape,
});
