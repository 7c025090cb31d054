import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBudget } from '../../../../src/worker/executor/byteBudget.ts';

test('never more than there is, whatever is asked for, and everyone gets a turn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 }),
      async (total, wishes) => {
        const budget = new ByteBudget(total);
        let held = 0;
        let served = 0;
        await Promise.all(
          wishes.map((bytes) =>
            budget.use(bytes, async () => {
              held += Math.min(bytes, total);
              expect(held).toBeLessThanOrEqual(total);
              await new Promise((resolve) => setImmediate(resolve));
              held -= Math.min(bytes, total);
              served++;
            }),
          ),
        );
        expect(served).toBe(wishes.length);
      },
    ),
  );
});

test('small work does not overtake large work for ever', async () => {
  const budget = new ByteBudget(10);
  const order: string[] = [];
  const use = (name: string, bytes: number) => budget.use(bytes, async () => void order.push(name));
  await Promise.all([use('first', 6), use('large', 10), use('small', 1)]);
  expect(order).toEqual(['first', 'large', 'small']);
});

test('work that fails gives its bytes back', async () => {
  const budget = new ByteBudget(10);
  await expect(budget.use(10, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await budget.use(10, () => Promise.resolve('in'))).toBe('in');
});
