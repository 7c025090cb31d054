import { expect, test } from 'vitest';
import { sampleEntries } from '../../../src/sources/sampleEntries.ts';
import type { ManifestEntry } from '../../../src/config/runRequest.ts';

async function* entries(count: number): AsyncGenerator<ManifestEntry> {
  for (let index = 0; index < count; index++) yield { key: `${index}.jpg`, bytes: 1 };
}

const sampled = async (count: number, size: number, seed: number): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of sampleEntries(entries(count), { size, seed })) keys.push(key);
  return keys;
};

test('the same images every time, in their order; a larger data set takes none away but for new ones', async () => {
  const some = await sampled(1000, 50, 3);
  expect(some).toHaveLength(50);
  expect(await sampled(1000, 50, 3)).toEqual(some);
  expect(some).toEqual(some.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)));
  const more = await sampled(1100, 50, 3);
  expect(more.filter((key) => Number.parseInt(key, 10) < 1000).every((key) => some.includes(key))).toBe(true);
  expect(await sampled(1000, 20, 3)).toSatisfy((few: string[]) => few.every((key) => some.includes(key)));
  expect(await sampled(1000, 50, 4)).not.toEqual(some);
  expect(await sampled(10, 50, 3)).toHaveLength(10);
});
