import { expect, test } from 'vitest';
import { survey } from '../../../../src/cli/dryRun/sample.ts';

async function* entries(count: number, from = 0) {
  for (let index = from; index < count; index++) yield { key: `${index}.jpg`, bytes: index };
}

test('counts all, keeps the same few whatever comes in between, in order', async () => {
  const all = await survey(entries(1000), 20);
  expect(all).toMatchObject({ images: 1000, bytes: 499_500 });
  const kept = all.sample.map(({ bytes }) => bytes);
  expect(new Set(kept).size).toBe(20);
  expect(kept).toEqual(kept.toSorted((a, b) => a - b));
  const half = (await survey(entries(1000, 500), 20)).sample.map(({ bytes }) => bytes);
  expect(half).toEqual(expect.arrayContaining(kept.filter((index) => index >= 500)));
});

test('of a few images all are kept', async () => {
  expect((await survey(entries(3), 20)).sample).toHaveLength(3);
});
