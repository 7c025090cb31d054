import { expect, test } from 'vitest';
import { hasAffineTail } from '../../../../../src/engine/onnx/graphs/affineTail.ts';
import { cutAt } from '../../../../../src/engine/onnx/graphs/cut.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';
import { ModelWriter } from '../grad/support/smallModel.ts';
import { residualNet } from './support/residualNet.ts';

test.each([
  ['features', true],
  ['sum', false],
  ['inner', false],
])('%s of a real network: %s', async (layer, affine) => {
  expect(hasAffineTail(cutAt(await residualNet(), layer))).toBe(affine);
});

type Build = (layer: Value, net: ModelWriter, beside: Value) => Value;

const affine: readonly (readonly [string, Build])[] = [
  [
    'pooling and a linear layer',
    (x, net) => net.op('Gemm', [net.op('ReduceMean', [x, net.ints(2, 3)]), net.weights(2, 2)]),
  ],
  ['a convolution', (x, net) => net.op('Conv', [x, net.weights(2, 2, 1, 1)])],
  ['a sum with itself', (x, net) => net.op('Add', [x, net.op('Neg', [x])])],
  ['a factor from beside the layer', (x, net, beside) => net.op('Mul', [beside, x])],
  ['a dividend', (x, net, beside) => net.op('Div', [x, beside])],
  ['an identity in inference', (x, net) => net.op('Dropout', [x])],
];
const notAffine: readonly (readonly [string, Build])[] = [
  ['a square', (x, net) => net.op('Mul', [x, x])],
  ['a gate', (x, net) => net.op('Mul', [x, net.op('ReduceMean', [x, net.ints(2, 3)])])],
  ['a divisor', (x, net, beside) => net.op('Div', [beside, x])],
  ['a kink', (x, net) => net.op('Relu', [x])],
  ['maximum pooling', (x, net) => net.op('MaxPool', [x], { kernel_shape: [2, 2] })],
  ['an operation that is not known', (x, net) => net.op('Det', [x])],
];

const answer = (build: Build): boolean => {
  const net = new ModelWriter();
  const x = net.input('x', [2, 4, 4]);
  const layer = net.op('Tanh', [x]);
  net.graph.outputs = [build(layer, net, net.op('Exp', [x]))];
  return hasAffineTail(cutAt(net.graph, layer.name));
};

test.each(affine)('affine: %s', (_title, build) => expect(answer(build)).toBe(true));
test.each(notAffine)('not affine: %s', (_title, build) => expect(answer(build)).toBe(false));
