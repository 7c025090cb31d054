import { describe, expect, test } from 'vitest';
import { backwardGraph, type BackwardGraph } from '../../../../../src/engine/onnx/graphs/backwardGraph.ts';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import type { Graph, Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import { float32, onlyFloats, runGraph } from '../grad/support/runGraph.ts';
import { measureShapes, ModelWriter } from '../grad/support/smallModel.ts';
import { classCount, maxDifference, randomTensor, residualNet, valuesOf } from './support/residualNet.ts';

/** G from what the model itself computes of the values that the backward graph asks for. */
async function gradientFrom(
  { graph, frontier }: BackwardGraph,
  model: Graph,
  images: Tensor,
  seed: Tensor,
): Promise<Tensor> {
  const given = new Map<string, Tensor>();
  for (const [value, input] of frontier) {
    const [tensor] = await valuesOf(model, images, value.name);
    given.set(input.name, tensor!);
  }
  return onlyFloats(
    await runGraph(
      graph,
      graph.inputs.map(({ name }) => float32(given.get(name) ?? seed)),
    ),
  );
}

const forwardNodes = ({ graph }: BackwardGraph): string[] =>
  graph.nodes.filter((node) => !node.name.startsWith('grad/')).map((node) => node.opType);

describe.each(['stem', 'inner', 'sum', 'features'])('at %s', (layer) => {
  test('the gradient is the same, and nothing of the tail is computed again', async () => {
    const model = await residualNet();
    const cut = cutAt(model, layer);
    const [again, given] = [backwardGraph(cut), backwardGraph(cut, { given: 'needed' })];
    expect(forwardNodes(given)).toEqual([]);
    const [images, seed] = [randomTensor(5, 2, 3, 6, 7), randomTensor(6, 2, classCount)];
    const [expected, received] = [
      await gradientFrom(again, model, images, seed),
      await gradientFrom(given, model, images, seed),
    ];
    expect(maxDifference(received, expected)).toBeLessThan(1e-6);
  });
});

test('only values that the gradient reads are asked for', async () => {
  const { frontier } = backwardGraph(cutAt(await residualNet(), 'sum'), { given: 'needed' });
  const names = [...frontier.keys()].map(({ name }) => name);
  // Of sum, Sigmoid, Concat, Conv, Relu, pooling and Gemm: the outputs of the two that are not linear.
  expect(names).toEqual([expect.stringContaining('Sigmoid'), 'features']);
});

/** x [n, 3, 4] → through `middle` → mean → Gemm → logits [n, 5] */
async function network(middle: (x: Value, net: ModelWriter) => Value): Promise<Graph> {
  const net = new ModelWriter();
  const layer = net.op('Mul', [net.input('x', [3, 4]), net.scalar(2)]);
  const pooled = net.op('ReduceMean', [middle(layer, net), net.ints(2)], { keepdims: 0 });
  net.graph.outputs = [net.op('Gemm', [pooled, net.weights(3, 5)])];
  await measureShapes(net.graph);
  return net.graph;
}

/** Where only a part of the tail can be kept: which of it runs again, and whether the gradient is still right. */
async function expectAgain(model: Graph, ops: readonly string[]): Promise<void> {
  const cut = cutAt(model, 'Mul_out');
  const given = backwardGraph(cut, { given: 'needed' });
  expect(forwardNodes(given)).toEqual(ops);
  const [x, seed] = [randomTensor(7, 2, 3, 4), randomTensor(8, 2, 5)];
  const expected = await gradientFrom(backwardGraph(cut), model, x, seed);
  expect(maxDifference(await gradientFrom(given, model, x, seed), expected)).toBeLessThan(1e-6);
}

test('what has its images along another axis is computed again from what has not', async () => {
  const model = await network((layer, net) => {
    const turned = net.op('Transpose', [net.op('Exp', [layer])], { perm: [1, 0, 2] });
    return net.op('Transpose', [net.op('Tanh', [turned])], { perm: [1, 0, 2] });
  });
  await expectAgain(model, ['Transpose', 'Tanh']);
});

test('maxima are looked up again, since their places are not in the model', async () => {
  const model = await network((layer, net) =>
    net.op('MaxPool', [net.op('Exp', [layer])], { kernel_shape: [2], strides: [1] }),
  );
  await expectAgain(model, ['MaxPool']);
});

test('beyond 32 MB an image the tail is computed again instead', () => {
  const net = new ModelWriter();
  const layer = net.input('layer', [1, 1]);
  const shaped = (value: Value, ...perImage: number[]): Value => {
    value.shape = [{ perImage: 1 }, ...perImage];
    return value;
  };
  const wanted = (side: number): string[] => {
    const wide = shaped(net.op('Expand', [layer, net.ints(1, side, side)]), side, side);
    const curved = shaped(net.op('Exp', [wide]), side, side);
    net.graph.outputs = [shaped(net.op('ReduceMean', [curved, net.ints(1, 2)]), 1, 1)];
    const { frontier } = backwardGraph(cutAt(net.graph, 'layer'), { given: 'needed' });
    return [...frontier.keys()].map(({ name }) => name.replace(/_\d+$/, ''));
  };
  expect(wanted(2048)).toEqual(['Exp_out']);
  expect(wanted(4096)).toEqual(['layer']);
});
