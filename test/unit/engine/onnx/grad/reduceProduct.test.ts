import { expect, test } from 'vitest';
import { derive, evaluate } from './support/derivatives.ts';

test('a product with one factor of 0 has a gradient there alone, with two it has none', async () => {
  const derived = await derive({
    form: 'zeros',
    input: [3],
    build: (x, net) => net.op('ReduceProd', [x, net.ints(1)]),
  });
  const rows = [2, 3, 4, 2, 0, 4, 0, 3, 0];
  const x = { data: Float32Array.from(rows), shape: [3, 3] };
  const at = { x, seed: { data: Float32Array.of(1, 1, 1), shape: [3, 1] }, vector: x };
  const [[gradient] = []] = await evaluate(derived, [derived.first], [at]);
  expect([...gradient!.data]).toEqual([12, 8, 6, 0, 8, 0, 0, 0, 0]);
});
