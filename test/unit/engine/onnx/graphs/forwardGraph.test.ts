import { expect, test } from 'vitest';
import { forwardGraph } from '../../../../../src/engine/onnx/graphs/forwardGraph.ts';
import { float32, runGraph } from '../grad/support/runGraph.ts';
import { randomTensor, residualNet, valuesOf } from './support/residualNet.ts';

test('logits and the tensors asked for come out of one pass; the input itself is no output', async () => {
  const model = await residualNet();
  const wanted = ['inner', 'input', 'sum'].map((name) => model.find(name)!);
  const { graph, input, logits, totals, tensors } = forwardGraph(model, wanted);
  expect(graph.outputs).toEqual([logits, tensors.get(wanted[0]!), tensors.get(wanted[2]!), totals]);
  expect(tensors.get(wanted[1]!)).toBe(input);

  const images = randomTensor(4, 2, 3, 6, 7);
  const expected = await valuesOf(model, images, 'logits', 'inner', 'sum');
  const received = await runGraph(graph, [float32(images)]);
  expected.forEach((result, index) => expect(received[index]!.data).toEqual(result.data));
});

test('the model is left as it was, and nodes that lead nowhere are left out', async () => {
  const model = await residualNet();
  model.add({ opType: 'Neg', inputs: [model.value('stem')] }, ['aside']);
  const before = model.nodes.length;
  const { graph } = forwardGraph(model, []);
  expect(model.nodes).toHaveLength(before);
  // Without `Neg`, with the images' sums.
  expect(graph.nodes.map(({ opType }) => opType)).not.toContain('Neg');
  expect(graph.nodes).toHaveLength(before);
});

test.each([NaN, Infinity, -Infinity])('the sum of an image with %s is no finite number', async (value) => {
  const { graph, totals } = forwardGraph(await residualNet(), []);
  const images = randomTensor(3, 2, 3, 6, 7);
  images.data[images.data.length - 1] = value;
  const sums = (await runGraph(graph, [float32(images)]))[graph.outputs.indexOf(totals)]!;
  expect([...sums.data].map(Number.isFinite)).toEqual([true, false]);
});
