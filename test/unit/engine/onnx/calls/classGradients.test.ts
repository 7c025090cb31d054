import { expect, test } from 'vitest';
import { ClassGradients } from '../../../../../src/engine/onnx/calls/classGradients.ts';
import { tensor, type Tensor } from '../../../../../src/tensor/tensor.ts';

const layer = [2, 1, 3] as const;
const seedOf = (...rows: readonly (readonly number[])[]): Tensor =>
  tensor(Float32Array.of(...rows.flat()), [rows.length, rows[0]!.length]);

/** G of class c: channel k is 10 c + k everywhere, and the classes that were asked for. */
function pooled() {
  const asked: number[] = [];
  const compute = (index: number): Promise<Tensor> => {
    asked.push(index);
    const values = [0, 0, 0, 1, 1, 1].map((channel) => 10 * index + channel);
    return Promise.resolve(tensor(Float32Array.of(...values), [1, ...layer]));
  };
  return { asked, compute };
}

test('each row gets the gradient of its class, zeros without one; a class is computed once', async () => {
  const { asked, compute } = pooled();
  const known = new ClassGradients();
  const seed = seedOf([0, 0, 1], [0, 0, 0], [0, 1, 0], [0, 0, 1]);
  const gradients = await known.of(seed, layer[0], compute);
  expect(gradients!.shape).toEqual([4, 2]);
  expect([...gradients!.data]).toEqual([20, 21, 0, 0, 10, 11, 20, 21]);
  await known.of(seed, layer[0], compute);
  expect(asked).toEqual([2, 1]);
});

test.each([
  ['another weight', [0, 2, 0]],
  ['two classes', [1, -1, 0]],
  ['no number', [0, NaN, 0]],
])('a row with %s is left to the backward graph', async (_, row) => {
  const { asked, compute } = pooled();
  expect(await new ClassGradients().of(seedOf([1, 0, 0], row), layer[0], compute)).toBeNull();
  expect(asked).toEqual([]);
});

test('a gradient that changes over positions is neither held nor flattened', async () => {
  const varying = () => Promise.resolve(tensor(Float32Array.of(1, 1, 1, 2, 2, 3), [1, ...layer]));
  expect(await new ClassGradients().of(seedOf([1, 0, 0]), layer[0], varying)).toBeNull();
});

test('of a class whose gradient changes over positions one pass is made, however often it is asked for', async () => {
  const asked: number[] = [];
  const compute = (index: number): Promise<Tensor> => {
    asked.push(index);
    const last = index === 1 ? 1 : 2;
    return Promise.resolve(tensor(Float32Array.of(1, 1, 1, 2, 2, last), [1, ...layer]));
  };
  const known = new ClassGradients();
  const of = (...row: number[]) => known.of(seedOf(row), layer[0], compute);
  for (let batch = 0; batch < 3; batch++) {
    expect(await of(0, 1, 0)).toBeNull();
    expect([...(await of(1, 0, 0))!.data]).toEqual([1, 2]);
  }
  expect(asked).toEqual([1, 0]);
});

test('memory has a bound: the class not asked for longest is computed again', async () => {
  const wide = [2 ** 22, 1, 1] as const;
  const asked: number[] = [];
  const compute = (index: number): Promise<Tensor> => {
    asked.push(index);
    return Promise.resolve({ data: new Float32Array(2 ** 22).fill(index), shape: [1, ...wide] });
  };
  const known = new ClassGradients();
  const one = (index: number): Tensor => seedOf([0, 1, 2].map((each) => Number(each === index)));
  for (const index of [0, 1, 0, 2, 0, 1]) await known.of(one(index), wide[0], compute);
  expect(asked).toEqual([0, 1, 2, 1]);
});
