import { expect, test } from 'vitest';
import { ahead, mapped } from '../../../../src/worker/executor/ahead.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a stage works on the next item while the one before is used, and no further', async () => {
  const log: string[] = [];
  const stage = ahead(
    mapped([1, 2, 3, 4], async (item) => {
      log.push(`make ${item}`);
      return item;
    }),
  );
  for await (const item of stage) {
    await settled();
    log.push(`use ${item}`);
  }
  expect(log).toEqual(['make 1', 'make 2', 'use 1', 'make 3', 'use 2', 'make 4', 'use 3', 'use 4']);
});

test('a failure reaches the consumer after the items before it', async () => {
  const seen: number[] = [];
  const consume = async () => {
    const items = mapped([1, 2, 3], async (item) => {
      if (item === 3) throw new Error('broken');
      return item;
    });
    for await (const item of ahead(items)) seen.push(item);
  };
  await expect(consume()).rejects.toThrow('broken');
  expect(seen).toEqual([1, 2]);
});

test('a consumer that fails waits for what is under way, in both of two stages', async () => {
  let under = 0;
  const slow = async (item: number) => {
    under++;
    await settled();
    under--;
    return item;
  };
  const consume = async () => {
    const stages = ahead(mapped(ahead(mapped([1, 2, 3, 4, 5], slow)), slow));
    for await (const item of stages) if (item === 2) throw new Error('enough');
  };
  await expect(consume()).rejects.toThrow('enough');
  expect(under).toBe(0);
});
