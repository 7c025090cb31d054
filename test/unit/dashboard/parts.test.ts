/** Small pieces: charts, words, limits, caches. */
import { expect, test } from 'vitest';
import { throughputChart } from '../../../src/dashboard/parts/chart.ts';
import { duration, durationRange, rate } from '../../../src/dashboard/parts/words.ts';
import { atMost } from '../../../src/dashboard/pictures/atMost.ts';
import { createByteCache } from '../../../src/dashboard/pictures/byteCache.ts';
import { createLive } from '../../../src/dashboard/live/live.ts';
import type { Snapshot } from '../../../src/dashboard/live/snapshot.ts';
import { decodeNpy, encodeNpy } from '../../../src/storage/npy.ts';
import { signal } from '../../support/queues.ts';

test('a chart of throughput: differences over time, the highest at the top', () => {
  const at = Date.parse('2026-01-31T10:00:00Z');
  const chart = throughputChart([
    { at, done: 0 },
    { at: at + 10_000, done: 100 },
    { at: at + 20_000, done: 120 },
  ])!.markup;
  expect(chart).toContain('points="6.0,6.0 594.0,92.4"');
  expect(chart).toContain('from 10:00 to 10:00 UTC, at most 10.0/s');
  expect(throughputChart([{ at, done: 5 }])).toBeUndefined();
});

test('times and rates in words', () => {
  expect([5, 89, 754, 11_400, 7200, 200_000].map(duration)).toEqual([
    '5 s',
    '89 s',
    '13 min',
    '3 h 10 min',
    '2 h',
    '2 d 7 h',
  ]);
  expect(durationRange([600, 900])).toBe('10 min to 15 min');
  expect(durationRange([600, 601])).toBe('10 min');
  expect([0, 0.05, 12.34].map(rate)).toEqual(['–', '20 s each', '12.3/s']);
});

test('so much work at once and no more, also where some of it fails', async () => {
  const limit = atMost(2);
  let [running, most] = [0, 0];
  const work = async (fails: boolean): Promise<void> => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (fails) throw new Error('no');
  };
  const ends = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((one) => limit(() => work(one % 2 === 0))));
  expect(most).toBe(2);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('a cache keeps what was used last within its bytes, and forgets failures', async () => {
  const cache = createByteCache<string>(10, (text) => text.length);
  let made = 0;
  const get = (key: string, text = 'four'): Promise<string> =>
    cache.get(key, () => Promise.resolve(`${text}${(made++, '')}`));
  await get('a');
  await get('b');
  await get('a');
  await get('c');
  expect(made).toBe(3);
  await get('a');
  expect(made).toBe(3);
  await get('b');
  expect(made).toBe(4);
  await expect(cache.get('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await cache.get('x', () => Promise.resolve('yes'))).toBe('yes');
});

test('all who ask at once share one look; after an order the next one is new', async () => {
  let looks = 0;
  const ready = signal();
  const live = createLive(async () => (await ready.promise, { at: new Date(looks++) }) as Snapshot);
  const [one, two] = [live.now(), live.now()];
  ready.resolve();
  expect(await one).toBe(await two);
  live.stale();
  expect(await live.now()).not.toBe(await one);
  expect(looks).toBe(2);
  live.close();
});

test('an array comes back as it was; what is none is refused', () => {
  const tensor = { data: Float32Array.of(1, -2, NaN, 4.5, 0, 7), shape: [3, 1, 2] };
  expect(decodeNpy(encodeNpy(tensor), 'x')).toEqual(tensor);
  expect(decodeNpy(encodeNpy({ data: Float32Array.of(1), shape: [1] }), 'x').shape).toEqual([1]);
  const bytes = encodeNpy(tensor);
  for (const bad of [
    bytes.subarray(0, 5),
    bytes.subarray(0, -1),
    bytes.subarray(1),
    new Uint8Array(0),
    Buffer.from('hello'),
  ])
    expect(() => decodeNpy(bad, 'maps/x.npy')).toThrow('maps/x.npy');
});
