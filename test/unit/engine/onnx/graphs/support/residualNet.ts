/** A network with what makes cuts hard: a residual branch, a concatenation, and a path beside both. */
import { copyNodes, addInput, type Mapping } from '../../../../../../src/engine/onnx/graphs/copy.ts';
import type { Cut } from '../../../../../../src/engine/onnx/graphs/cut.ts';
import { Graph, type Value } from '../../../../../../src/engine/onnx/ir/graph.ts';
import { elementCount, type Tensor } from '../../../../../../src/tensor/tensor.ts';
import { randomGenerator, uniform } from '../../grad/support/random.ts';
import { float32, onlyFloats, runGraph } from '../../grad/support/runGraph.ts';
import { measureShapes, ModelWriter } from '../../grad/support/smallModel.ts';

export const classCount = 7;

/**
 * input [n, 3, 6, 7] → stem [n, 4, 6, 7] → inner [n, 6, 3, 4] → sum (+ shortcut of stem) → joined with inner
 * [n, 12, 3, 4] → pooled → logits [n, 7]
 */
export async function residualNet(): Promise<Graph> {
  const graph = residualGraph((net) => net.input('input', [3, 6, 7]));
  await measureShapes(graph);
  return graph;
}

/**
 * The same without shapes; `prepare` makes the input and what stands between it and the stem.
 *
 * @param rectifier 'Softplus' for a network without kinks
 */
export function residualGraph(
  prepare: (net: ModelWriter) => Value,
  rectifier: 'Relu' | 'Softplus' = 'Relu',
): Graph {
  const net = new ModelWriter();
  const input = prepare(net);
  const padded = { pads: [1, 1, 1, 1] };
  const strided = { pads: [1, 1, 1, 1], strides: [2, 2] };
  const stem = named(net, 'stem', 'Tanh', [net.op('Conv', [input, net.weights(4, 3, 3, 3)], padded)]);
  const shortcut = named(net, 'shortcut', 'Conv', [stem, net.weights(6, 4, 1, 1)], [2, 2]);
  const inner = named(net, 'inner', rectifier, [
    net.op('Conv', [stem, net.weights(6, 4, 3, 3), net.weights(6)], strided),
  ]);
  const sum = named(net, 'sum', 'Add', [net.op('Conv', [inner, net.weights(6, 6, 3, 3)], padded), shortcut]);
  const joined = net.op('Concat', [net.op('Sigmoid', [sum]), inner], { axis: 1 });
  const features = named(net, 'features', rectifier, [net.op('Conv', [joined, net.weights(8, 12, 1, 1)])]);
  const pooled = net.op('Flatten', [net.op('GlobalAveragePool', [features])]);
  net.graph.add({ opType: 'Gemm', inputs: [pooled, net.weights(8, classCount), net.weights(classCount)] }, [
    'logits',
  ]);
  net.graph.outputs = [net.graph.value('logits')];
  net.graph.outputs[0]!.type = 'float32';
  return net.graph;
}

function named(
  net: ModelWriter,
  name: string,
  opType: string,
  inputs: readonly Value[],
  strides?: readonly number[],
): Value {
  const value = net.graph.value(name);
  value.type = 'float32';
  const attributes = strides === undefined ? {} : { strides: { kind: 'ints', value: strides } as const };
  net.graph.add({ opType, inputs, attributes }, [value]);
  return value;
}

export const randomTensor = (seed: number, ...shape: number[]): Tensor => ({
  data: uniform(elementCount(shape), randomGenerator(seed)),
  shape,
});

/** The values of `names` for `images`, one plain run each. */
export async function valuesOf(model: Graph, images: Tensor, ...names: string[]): Promise<Tensor[]> {
  const declared = model.outputs;
  const values: Tensor[] = [];
  for (const name of names) {
    model.outputs = [model.find(name)!];
    values.push(onlyFloats(await runGraph(model, [float32(images)])));
  }
  model.outputs = declared;
  return values;
}

/** Runs the nodes of the tail alone. */
export async function runTail(cut: Cut, frontier: readonly Tensor[]): Promise<Tensor> {
  const graph = new Graph();
  const mapping: Mapping = new Map();
  for (const value of cut.frontier) addInput(graph, value, mapping);
  copyNodes(graph, cut.tail, mapping);
  graph.outputs = [mapping.get(cut.logits)!];
  return onlyFloats(await runGraph(graph, frontier.map(float32)));
}

export function maxDifference(left: Tensor, right: Tensor): number {
  if (left.shape.join() !== right.shape.join())
    throw new Error(`[${left.shape.join()}] against [${right.shape.join()}]`);
  return left.data.reduce((worst, value, index) => Math.max(worst, Math.abs(value - right.data[index]!)), 0);
}
