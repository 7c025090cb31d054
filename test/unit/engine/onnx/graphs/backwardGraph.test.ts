import { describe, expect, test } from 'vitest';
import { backwardGraph } from '../../../../../src/engine/onnx/graphs/backwardGraph.ts';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import type { Tensor } from '../../../../../src/tensor/tensor.ts';
import { float32, onlyFloats, runGraph } from '../grad/support/runGraph.ts';
import { classCount, randomTensor, residualNet, runTail, valuesOf } from './support/residualNet.ts';

const images = randomTensor(5, 2, 3, 6, 7);
const seed = randomTensor(6, 2, classCount);
const step = 2e-3;

describe.each(['stem', 'inner', 'shortcut', 'sum', 'features', 'input'])('at %s', (layer) => {
  test('the gradient agrees with central differences of the tail, all else of the frontier fixed', async () => {
    const model = await residualNet();
    const cut = cutAt(model, layer);
    const names = cut.frontier.map((value) => value.name);
    const [activations, ...beside] = await valuesOf(model, images, ...names);
    const direction = randomTensor(7, ...activations!.shape);

    const target = async (by: number): Promise<number> => {
      const moved = activations!.data.map((value, index) => value + by * direction.data[index]!);
      return dot(await runTail(cut, [{ ...activations!, data: moved }, ...beside]), seed);
    };
    const numeric = ((await target(step)) - (await target(-step))) / (2 * step);

    const { graph, frontier } = backwardGraph(cut);
    const given = [...frontier.keys()].map((value) => [activations!, ...beside][names.indexOf(value.name)]!);
    const gradient = onlyFloats(await runGraph(graph, [...given, seed].map(float32)));
    expect(gradient.shape).toEqual(activations!.shape);
    const analytic = dot(gradient, direction);
    expect(Math.abs(analytic - numeric), `analytic ${analytic}, numeric ${numeric}`).toBeLessThan(
      2e-3 * Math.max(1, Math.abs(numeric)),
    );
  });
});

test('average pooling and a linear layer need nothing of the forward pass', async () => {
  const model = await residualNet();
  const features = model.find('features')!;
  const { graph, frontier, seed: input } = backwardGraph(cutAt(model, features.name));
  expect(frontier.size).toBe(0);
  expect(graph.inputs).toEqual([input]);
});

test('of the tail only what the gradient needs is computed again', async () => {
  const { graph } = backwardGraph(cutAt(await residualNet(), 'sum'));
  const again = graph.nodes.filter((node) => !node.name.startsWith('grad/')).map((node) => node.opType);
  // Up to the last kink; its pooling and the linear layer are linear.
  expect(again).toEqual(['Sigmoid', 'Concat', 'Conv', 'Relu']);
});

const dot = (left: Tensor, right: Tensor): number =>
  left.data.reduce((sum, value, index) => sum + value * right.data[index]!, 0);
