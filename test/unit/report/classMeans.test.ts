import { expect, test } from 'vitest';
import { encodeHeatmapPng } from '../../../src/imaging/encode.ts';
import { readClassMeans } from '../../../src/report/classMeans.ts';
import type { ClassSample } from '../../../src/report/classSamples.ts';
import { keys } from '../../../src/storage/keys.ts';
import { encodeNpy } from '../../../src/storage/npy.ts';
import type { ObjectStore } from '../../../src/storage/objectStore.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import { encodeRecords } from '../../../src/storage/records.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { explained, failedRecord, okRecord } from '../../support/records.ts';

const run = 'demo';
const file = { run, request: smallRequest({ methods: ['gradcam', 'fullgrad'] }) } as RunFile;

const newStore = async (): Promise<ObjectStore> => {
  const store = openStore(temporaryFolder());
  await store.probe();
  return store;
};

const shard = (
  store: ObjectStore,
  [number, generation]: readonly [shard: number, generation: number],
  records: readonly RunRecord[],
): Promise<void> => store.put(keys.record(run, number, generation), encodeRecords(records));

const maps = (...rows: number[][]): Uint8Array =>
  encodeNpy({ data: Float32Array.from(rows.flat()), shape: [rows.length, 1, 2, 2] });

const of = (key: string, index: number, changes = {}): RunRecord =>
  okRecord(key, { explanations: [explained({ class: index, ...changes })] });

const sample = (
  index: number,
  ...places: [shard: number, generation: number, line: number][]
): ClassSample => ({
  index,
  images: 100,
  sampled: places.map(([shard, generation, line]) => ({ shard, generation, line })),
});

test('the mean over shards and generations, class by class; flat maps are left out', async () => {
  const store = await newStore();
  await shard(store, [0, 0], [of('a', 3), failedRecord('b', 'TIMEOUT'), of('c', 4)]);
  await shard(store, [0, 1], [of('b', 3)]);
  await shard(store, [1, 0], [of('d', 3, { flat: true }), of('e', 3)]);
  const lost = [NaN, NaN, NaN, NaN];
  await store.put(keys.maps(run, 'gradcam', 0), maps([0, 0, 0, 3], lost, [1, 0, 0, 0]));
  await store.put(keys.maps(run, 'gradcam', 0, 1), maps([0, 0, 3, 0]));
  await store.put(keys.maps(run, 'gradcam', 1), maps([9, 9, 9, 9], [0, 3, 0, 0]));
  const samples = [sample(3, [0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 1]), sample(4, [0, 0, 2])];
  expect(await readClassMeans(store, file, samples)).toEqual([
    {
      index: 3,
      images: 100,
      means: [{ method: 'gradcam', count: 3, map: { data: Float32Array.of(0, 1, 1, 1), shape: [2, 2] } }],
    },
    {
      index: 4,
      images: 100,
      means: [{ method: 'gradcam', count: 1, map: { data: Float32Array.of(1, 0, 0, 0), shape: [2, 2] } }],
    },
  ]);
});

test('a method without maps of its own gives them by its heatmaps, no finer than 28 cells', async () => {
  const store = await newStore();
  const heatmap = keys.heatmap(run, 'fullgrad', 'a', '');
  await store.put(heatmap, await encodeHeatmapPng(new Float32Array(96 * 48).fill(0.2), 96, 48));
  await shard(store, [0, 0], [of('a', 3, { method: 'fullgrad', heatmap })]);
  const [only] = await readClassMeans(store, file, [sample(3, [0, 0, 0])]);
  const { method, map } = only!.means[0]!;
  expect([method, ...map.shape]).toEqual(['fullgrad', 14, 28]);
  expect(map.data[0]).toBeCloseTo(0.2, 2);
});

test('fine maps are made smaller before they are added up', async () => {
  const store = await newStore();
  await shard(store, [0, 0], [of('a', 3)]);
  const fine = { data: new Float32Array(56 * 112).fill(0.5), shape: [1, 1, 56, 112] };
  await store.put(keys.maps(run, 'gradcam', 0), encodeNpy(fine));
  const [only] = await readClassMeans(store, file, [sample(3, [0, 0, 0])]);
  expect(only!.means[0]!.map.shape).toEqual([14, 28]);
});

test('damaged and missing maps are left out, and so is a class that has no other', async () => {
  const store = await newStore();
  await shard(store, [0, 0], [of('a', 3), of('b', 4)]);
  await shard(store, [1, 0], [of('c', 3)]);
  await store.put(keys.maps(run, 'gradcam', 0), new TextEncoder().encode('no maps'));
  await store.put(keys.maps(run, 'gradcam', 1), maps([1, 2, 3, 4]));
  const means = await readClassMeans(store, file, [
    sample(3, [0, 0, 0], [1, 0, 0]),
    sample(4, [0, 0, 1]),
    sample(5, [7, 0, 0]),
  ]);
  expect(means.map(({ index, means: [first] }) => [index, first!.count, ...first!.map.data])).toEqual([
    [3, 1, 1, 2, 3, 4],
  ]);
});
