import { expect, test } from 'vitest';
import { derive, evaluate } from './support/derivatives.ts';
import type { ModelWriter } from './support/smallModel.ts';
import type { Value } from '../../../../../src/engine/onnx/ir/graph.ts';

test.each([
  ['one exponent', (net: ModelWriter) => net.scalar(0), [0, 0, 0]],
  ['exponents by column', (net: ModelWriter) => net.floats([0, 1, 2]), [0, 1, 0]],
  ['an integer', (net: ModelWriter) => net.intTensor([0], []), [0, 0, 0]],
] as const)('the gradient of 0 to the power of 0 is 0: %s', async (_form, exponent, expected) => {
  const derived = await derive({
    form: 'zeros',
    input: [3],
    build: (x: Value, net) => net.op('Pow', [x, exponent(net)]),
  });
  const x = { data: new Float32Array(6), shape: [2, 3] };
  const at = { x, seed: { data: new Float32Array(6).fill(1), shape: [2, 3] }, vector: x };
  const [[gradient] = []] = await evaluate(derived, [derived.first], [at]);
  expect([...gradient!.data]).toEqual([...expected, ...expected]);
});
