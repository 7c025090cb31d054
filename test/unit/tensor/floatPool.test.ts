import { expect, test } from 'vitest';
import { FloatPool } from '../../../src/tensor/floatPool.ts';

test('memory is used again for the same length once it came back, and by one at a time', () => {
  const pool = new FloatPool(4);
  const [first, second] = [pool.take(3), pool.take(3)];
  expect(second).not.toBe(first);
  pool.giveBack(first);
  expect(pool.take(5)).toHaveLength(5);
  expect(pool.take(3)).toBe(first);
  expect(pool.take(3)).not.toBe(first);
});

test('no more is kept than it was told; the oldest goes', () => {
  const pool = new FloatPool(2);
  const all = [1, 2, 3].map(() => pool.take(1));
  for (const memory of all) pool.giveBack(memory);
  expect([1, 2, 3].map(() => pool.take(1)).filter((memory) => all.includes(memory))).toEqual(all.slice(1));
});
