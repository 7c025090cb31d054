import { expect, test } from 'vitest';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import { maxDifference, randomTensor, residualNet, runTail, valuesOf } from './support/residualNet.ts';

const images = randomTensor(3, 2, 3, 6, 7);

test.each([
  ['stem', ['stem']],
  ['inner', ['inner', 'shortcut']],
  ['shortcut', ['shortcut', 'inner', 'Conv_out_2']],
  ['sum', ['sum', 'inner']],
  ['features', ['features']],
  ['input', ['input']],
])('the frontier at %s is %s', async (layer, frontier) => {
  const cut = cutAt(await residualNet(), layer);
  expect(cut.frontier[0]!.name).toBe(layer);
  expect(new Set(cut.frontier.map((value) => value.name))).toEqual(new Set(frontier));
});

test.each(['stem', 'inner', 'shortcut', 'sum', 'features', 'input'])(
  'the tail behind %s computes the same logits from the frontier',
  async (layer) => {
    const model = await residualNet();
    const cut = cutAt(model, layer);
    const [logits] = await valuesOf(model, images, 'logits');
    const frontier = await valuesOf(model, images, ...cut.frontier.map((value) => value.name));
    expect(maxDifference(await runTail(cut, frontier), logits!)).toBeLessThan(1e-6);
  },
);

test('the tail holds nothing that does not depend on the layer', async () => {
  const { tail } = cutAt(await residualNet(), 'sum');
  expect(tail.map((node) => node.opType)).toEqual([
    'Sigmoid',
    'Concat',
    'Conv',
    'Relu',
    'GlobalAveragePool',
    'Flatten',
    'Gemm',
  ]);
});

test('BAD LAYER - a tensor that the logits do not depend on', async () => {
  const model = await residualNet();
  model.add({ opType: 'Neg', inputs: [model.value('stem')] }, ['aside']);
  expect(() => cutAt(model, 'aside')).toThrow(
    'The logits "logits" do not depend on the layer\'s tensor "aside". Choose a layer on the way to them.',
  );
});
