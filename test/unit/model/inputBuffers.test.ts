import { expect, test } from 'vitest';
import { InputBuffers } from '../../../src/model/inputBuffers.ts';

const image = { data: new Float32Array(100).subarray(10, 14).fill(1), shape: [1, 4] };

test('the copy of a view holds the view alone', () => {
  const copy = new InputBuffers().copyOf(image);
  expect(copy).toEqual({ data: Float32Array.of(1, 1, 1, 1), shape: [1, 4] });
  expect(copy.data.buffer.byteLength).toBe(16);
});

test('memory that came back is used again for an input of the same size, and not before', () => {
  const inputs = new InputBuffers();
  const [first, second] = [inputs.copyOf(image), inputs.copyOf(image)];
  expect(second.data).not.toBe(first.data);
  inputs.giveBack(first.data.fill(7));
  expect(inputs.copyOf({ data: new Float32Array(3), shape: [1, 3] }).data).not.toBe(first.data);
  const third = inputs.copyOf(image);
  expect(third.data).toBe(first.data);
  expect([...third.data]).toEqual([1, 1, 1, 1]);
});

test('no more is kept than two calls need', () => {
  const inputs = new InputBuffers();
  const copies = [1, 2, 3].map(() => inputs.copyOf(image));
  for (const { data } of copies) inputs.giveBack(data);
  const again = [1, 2, 3].map(() => inputs.copyOf(image).data);
  expect(again.filter((data) => copies.some((copy) => copy.data === data))).toHaveLength(2);
});
