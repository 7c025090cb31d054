import { expect, test } from 'vitest';
import { forwardGraph } from '../../../../../src/engine/onnx/graphs/forwardGraph.ts';
import { float32, runGraph } from '../grad/support/runGraph.ts';
import { randomTensor, residualNet, valuesOf } from './support/residualNet.ts';

test('logits and the tensors asked for come out of one pass; the input itself is no output', async () => {
  const model = await residualNet();
  const wanted = ['inner', 'input', 'sum'].map((name) => model.find(name)!);
  const { graph, input, logits, tensors } = forwardGraph(model, wanted);
  expect(graph.outputs).toEqual([logits, tensors.get(wanted[0]!), tensors.get(wanted[2]!)]);
  expect(tensors.get(wanted[1]!)).toBe(input);

  const images = randomTensor(4, 2, 3, 6, 7);
  const expected = await valuesOf(model, images, 'logits', 'inner', 'sum');
  const received = await runGraph(graph, [float32(images)]);
  received.forEach((result, index) => expect(result.data).toEqual(expected[index]!.data));
});

test('the model is left as it was, and nodes that lead nowhere are left out', async () => {
  const model = await residualNet();
  model.add({ opType: 'Neg', inputs: [model.value('stem')] }, ['aside']);
  const before = model.nodes.length;
  const { graph } = forwardGraph(model, []);
  expect(model.nodes).toHaveLength(before);
  expect(graph.nodes).toHaveLength(before - 1);
});
