import { expect, test } from 'vitest';
import { backwardGraph } from '../../../../../src/engine/onnx/graphs/backwardGraph.ts';
import { biasGraph } from '../../../../../src/engine/onnx/graphs/biasGraph.ts';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import type { Graph } from '../../../../../src/engine/onnx/ir/graph.ts';
import { item, type Tensor } from '../../../../../src/tensor/tensor.ts';
import { float32, runGraph } from '../grad/support/runGraph.ts';
import { measureShapes, ModelWriter } from '../grad/support/smallModel.ts';
import { maxDifference, randomTensor, valuesOf } from './support/residualNet.ts';

const scale = [1.5, -0.5, 2, 1];
const shift = [0.1, 0.2, -0.3, 0];
const mean = [0.4, -0.1, 0, 0.3];
const variance = [0.5, 1, 2, 0.1];
const convBias = [0.7, 0, -0.2];
const epsilon = 0.01;

/** Two layers with a bias, a convolution without, and a linear layer, whose bias does not count. */
async function biasedNet(): Promise<Graph> {
  const net = new ModelWriter();
  const input = net.input('input', [2, 5, 6]);
  const conv = net.op('Conv', [input, net.weights(4, 2, 3, 3)]);
  const statistics = [scale, shift, mean, variance].map((values) => net.floats(values));
  const norm = net.op('BatchNormalization', [conv, ...statistics], { epsilon: { float: epsilon } });
  const second = net.op('Conv', [net.op('Tanh', [norm]), net.weights(3, 4, 2, 2), net.floats(convBias)]);
  const pooled = net.op('Flatten', [net.op('GlobalAveragePool', [net.op('Sigmoid', [second])])]);
  net.graph.outputs = [net.op('Gemm', [pooled, net.weights(3, 4), net.weights(4)])];
  await measureShapes(net.graph);
  return net.graph;
}

const normBias = shift.map((beta, k) => beta - (scale[k]! * mean[k]!) / Math.sqrt(variance[k]! + epsilon));

/** G at the output of the only node of that operation and number, by the backward graph of its own tail. */
async function gradientAt(model: Graph, tensor: string, images: Tensor, seed: Tensor): Promise<Tensor> {
  const { graph, frontier } = backwardGraph(cutAt(model, tensor));
  const names = [...frontier.keys()].map(({ name }) => name);
  const given = names.length === 0 ? [] : await valuesOf(model, images, ...names);
  const [gradient] = await runGraph(graph, [...given, seed].map(float32));
  return { data: gradient!.data as Float32Array, shape: gradient!.shape };
}

function slowly(gradient: Tensor, bias: readonly number[]): Tensor {
  const [count = 0, channels = 0, rows = 0, columns = 0] = gradient.shape;
  const sum = new Float32Array(count * rows * columns);
  for (let image = 0; image < count; image++) {
    for (let k = 0; k < channels; k++) {
      const map = [...item(item(gradient, image), k).data].map((value) => Math.abs(value * bias[k]!));
      const least = Math.min(...map);
      const most = Math.max(...map) - least;
      map.forEach((value, at) => (sum[image * rows * columns + at]! += (value - least) / (1e-7 + most)));
    }
  }
  return { data: sum, shape: [count, rows, columns] };
}

test('one map for every convolution and batch norm with a bias, and the input gradient', async () => {
  const model = await biasedNet();
  const [images, seed] = [randomTensor(31, 3, 2, 5, 6), randomTensor(32, 3, 4)];
  const norm = model.nodes.find(({ opType }) => opType === 'BatchNormalization')!.outputs[0]!;
  const conv = model.nodes.findLast(({ opType }) => opType === 'Conv')!.outputs[0]!;
  const { graph, maps } = biasGraph(model);
  expect(maps).toHaveLength(2);
  const results = await runGraph(graph, [images, seed].map(float32));
  const [inputGradient, ...received] = results.map((result) => ({
    data: result.data as Float32Array,
    shape: result.shape,
  }));
  const expected = [
    slowly(await gradientAt(model, norm.name, images, seed), normBias),
    slowly(await gradientAt(model, conv.name, images, seed), convBias),
  ];
  expected.forEach((map, index) => expect(maxDifference(received[index]!, map)).toBeLessThan(2e-4));
  expect(maxDifference(inputGradient!, await gradientAt(model, 'input', images, seed))).toBeLessThan(1e-6);
});
