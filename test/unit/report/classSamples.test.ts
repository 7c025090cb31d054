import { expect, test } from 'vitest';
import { ClassSamples, mapsInMean } from '../../../src/report/classSamples.ts';
import { sampleHash } from '../../../src/sources/sampleEntries.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import { explained, failedRecord, okRecord } from '../../support/records.ts';

const of = (key: string, ...classes: number[]): RunRecord =>
  okRecord(key, { explanations: classes.map((index) => explained({ class: index })) });

const sampleOf = (records: readonly RunRecord[], most = 1000) => {
  const samples = new ClassSamples();
  records.forEach((record, line) => samples.add({ record, shard: 0, generation: 0, line }));
  return samples.finish(most);
};

test('an image belongs to the first class that is explained for it; failed ones and those without a map to none', () => {
  const { classes, total } = sampleOf([
    of('a', 3, 7),
    of('b', 7, 3),
    of('c', 7),
    failedRecord('d', 'IMAGE_EMPTY'),
    of('e'),
  ]);
  expect(classes.map(({ index, images }) => [index, images])).toEqual([
    [7, 2],
    [3, 1],
  ]);
  expect(total).toBe(2);
});

test('the most frequent classes first, so many at most; all are counted', () => {
  const { classes, total } = sampleOf([of('a', 5), of('b', 4), of('c', 4), of('d', 1)], 2);
  expect(classes.map(({ index }) => index)).toEqual([4, 1]);
  expect(total).toBe(3);
});

test('of many images those with the smallest hashes, whatever the order they come in', () => {
  const keys = Array.from({ length: 5 * mapsInMean }, (_, index) => `${index}.jpg`);
  const expected = keys.toSorted((a, b) => sampleHash(0, a) - sampleHash(0, b)).slice(0, mapsInMean);
  for (const order of [keys, keys.toReversed()]) {
    const [only] = sampleOf(order.map((key) => of(key, 2))).classes;
    expect(only!.images).toBe(keys.length);
    expect(only!.sampled.map(({ line }) => order[line])).toEqual(expected);
  }
});
