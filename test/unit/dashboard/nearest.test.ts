/** Nearest images by feature vector, against going through all pairs. */

import { expect, test } from 'vitest';
import { nearestRows } from '../../../src/dashboard/nearest/nearestRows.ts';
import { placeOf } from '../../../src/dashboard/places.ts';
import type { RunRequest } from '../../../src/config/runRequest.ts';
import { keys } from '../../../src/storage/keys.ts';
import { encodeNpy } from '../../../src/storage/npy.ts';
import type { RunFile } from '../../../src/storage/runFile.ts';
import { tensor } from '../../../src/tensor/tensor.ts';
import { failedRecord, okRecord, writeRun, writeShard } from '../../support/dashboard/records.ts';
import { serveDashboard, type ServedDashboard } from '../../support/dashboard/server.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** Key → vector of small whole numbers, which half precision holds exactly; null: failed at first. */
type Images = readonly (readonly [key: string, vector: readonly number[] | null])[];

const rowsOf = (images: Images, channels: number): Uint8Array =>
  encodeNpy(
    tensor(
      Float32Array.from(images.flatMap(([, vector]) => vector ?? Array<number>(channels).fill(Number.NaN))),
      [images.length, channels],
    ),
    'float16',
  );

interface Served extends ServedDashboard {
  readonly at: string;
  readonly nearest: (key: string) => Promise<string>;
}

async function served(
  shards: readonly Images[],
  retried: Images = [],
  changes: Partial<RunFile> = {},
  outputs: RunRequest['outputs'] = ['heatmaps', 'features'],
): Promise<Served> {
  const folder = temporaryFolder();
  const place = placeOf(folder);
  const records = shards.map((images) =>
    images.map(([key, vector]) => (vector === null ? failedRecord(key) : okRecord(key))),
  );
  await writeRun(place.store, 'night', records, changes, { outputs, shardSize: 16 });
  for (const [shard, images] of shards.entries())
    await place.store.putNew(keys.features('night', shard), rowsOf(images, 5));
  if (retried.length > 0) {
    await writeShard(
      place.store,
      'night',
      0,
      retried.map(([key]) => okRecord(key)),
      1,
    );
    await place.store.putNew(keys.features('night', 0, 1), rowsOf(retried, 5));
  }
  const dashboard = await serveDashboard([folder]);
  const at = `/stores/${place.id}/runs/night`;
  const nearest = async (key: string): Promise<string> =>
    (await dashboard.ask(`${at}/nearest?key=${encodeURIComponent(key)}`)).body;
  return { ...dashboard, at, nearest };
}

/** Of the tiles, in their order. */
const shownKeys = (body: string): string[] =>
  [...body.matchAll(/class="image-tile" href="[^"]*key=([^"&]*)"/g)].map(([, key]) => key!);
const shownCosines = (body: string): number[] =>
  [...body.matchAll(/cosine (-?[\d.]+)/g)].map(([, one]) => Number(one));

const cosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = (c: readonly number[], d: readonly number[]): number =>
    c.reduce((sum, value, at) => sum + value * d[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test('the page shows what comparing with every other image gives, images of a retry included', async () => {
  const images: Images = Array.from({ length: 70 }, (_, at) => [
    `i${at}`,
    at % 11 === 3
      ? null
      : at === 20
        ? [0, 0, 0, 0, 0]
        : [0, 1, 2, 3, 4].map((k) => ((at * 7 + k * (13 + at)) % 23) - 5),
  ]);
  const shards = [0, 16, 32, 48, 64].map((from) => images.slice(from, from + 16));
  const retried: Images = [
    ['i3', [1, 9, 4, 2, 8]],
    ['i14', [3, 1, 4, 1, 5]],
  ];
  const { nearest } = await served(shards, retried, { retry: { generation: 1, codes: null } });
  const vectors = new Map(
    [...images, ...retried].filter(([, vector]) => vector?.some((value) => value !== 0)),
  );

  for (const own of ['i0', 'i3', 'i68']) {
    const twin = [...vectors]
      .filter(([key]) => key !== own)
      .map(([key, vector]) => ({ key, cosine: cosine(vector!, vectors.get(own)!) }))
      .toSorted((a, b) => b.cosine - a.cosine);
    const body = await nearest(own);
    expect(shownKeys(body), own).toEqual(twin.slice(0, 48).map(({ key }) => key));
    const cosines = shownCosines(body);
    twin.slice(0, 48).forEach((one, at) => expect(cosines[at]).toBeCloseTo(one.cosine, 2));
  }
  expect(await nearest('i20')).toContain('is zero');
  expect(await nearest('i25')).toContain('This image failed');
});

test('of equal images the earlier comes first, however many there are; the image itself is left out', () => {
  const same = tensor(new Float32Array(6).fill(1), [3, 2]);
  const rows = nearestRows(Float32Array.of(2, 2), { shard: 1, generation: 0, line: 1 }, 4);
  for (const shard of [2, 1, 0]) rows.look(same, { shard, generation: 0 });
  expect(rows.found().map(({ shard, line }) => [shard, line])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
  ]);
});

test('a run without vectors says how to get them; one whose files are gone, that they are', async () => {
  const without = await served([[['a', [1, 2, 3, 4, 5]]]], [], {}, ['heatmaps', 'maps']);
  expect(await without.nearest('a')).toContain('--outputs heatmaps,maps,features');
  expect(shownKeys(await without.nearest('a'))).toEqual([]);

  const folder = temporaryFolder();
  const place = placeOf(folder);
  await writeRun(place.store, 'night', [[okRecord('a')]], {}, { outputs: ['features'] });
  const { ask } = await serveDashboard([folder]);
  expect((await ask(`/stores/${place.id}/runs/night/nearest?key=a`)).body).toContain(
    'no feature vector of this image',
  );
});

test('an image that is not there, and a file of other channels, are told', async () => {
  const { ask, at } = await served([[['a', [1, 2, 3, 4, 5]]]]);
  expect((await ask(`${at}/nearest?key=..%2Frun.json`)).status).toBe(404);

  const folder = temporaryFolder();
  const place = placeOf(folder);
  const { store } = place;
  await writeRun(
    store,
    'night',
    [[okRecord('a')], [okRecord('b')]],
    {},
    { outputs: ['features'], shardSize: 1 },
  );
  await store.putNew(keys.features('night', 0), rowsOf([['a', [1, 2]]], 2));
  await store.putNew(keys.features('night', 1), rowsOf([['b', [1, 2, 3]]], 3));
  const other = await serveDashboard([folder]);
  const { status, body } = await other.ask(`/stores/${place.id}/runs/night/nearest?key=a`);
  expect(status).toBe(500);
  expect(body).toContain('Expected feature vectors of 2 channels');
});
