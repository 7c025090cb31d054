/** The index of records: incremental, never ahead of them, the same after a restart. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { failureGroups } from '../../../src/dashboard/index/failures.ts';
import {
  galleryChoices,
  galleryCount,
  galleryPage,
  neighbours,
} from '../../../src/dashboard/index/gallery.ts';
import { openIndex, type RunIndex } from '../../../src/dashboard/index/openIndex.ts';
import { indexVersion } from '../../../src/dashboard/index/schema.ts';
import { tallyOf } from '../../../src/dashboard/index/tally.ts';
import { viewQuery, viewSchema, type GalleryView } from '../../../src/dashboard/index/view.ts';
import { placeOf } from '../../../src/dashboard/places.ts';
import type { OkRecord } from '../../../src/storage/record.ts';
import { failedRecord, okRecord, runFile, writeRun, writeShard } from '../../support/dashboard/records.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function open(folder: string): Promise<RunIndex> {
  const index = await openIndex(folder);
  onTestFinished(() => index.close().catch(() => undefined));
  return index;
}

test('shards are counted as they come, each once', async () => {
  const place = placeOf(temporaryFolder());
  const index = await open(temporaryFolder());
  const file = runFile('night', { images: 6, shards: 3 });
  const counts = async () => tallyOf(index.database, await index.refresh(place, file));

  expect(await counts()).toEqual({ ok: 0, failed: 0, failedByCode: {} });
  await writeShard(place.store, 'night', 1, [okRecord('c'), failedRecord('d')]);
  expect(await counts()).toEqual({ ok: 1, failed: 1, failedByCode: { IMAGE_CORRUPT: 1 } });
  await writeShard(place.store, 'night', 0, [okRecord('a'), okRecord('b')]);
  await Promise.all([counts(), counts(), counts()]);
  expect(await counts()).toEqual({ ok: 3, failed: 1, failedByCode: { IMAGE_CORRUPT: 1 } });
});

test('a retry takes the place of what it tried again, whenever it is seen', async () => {
  const place = placeOf(temporaryFolder());
  const file = await writeRun(place.store, 'night', [
    [okRecord('a'), failedRecord('b'), failedRecord('c', 'TIMEOUT')],
  ]);
  const early = await open(temporaryFolder());
  await early.refresh(place, file);
  await writeShard(place.store, 'night', 0, [okRecord('b')], 1);
  const retried = { ...file, retry: { generation: 1, codes: ['IMAGE_CORRUPT'] } };
  const late = await open(temporaryFolder());
  for (const index of [early, late]) {
    const run = await index.refresh(place, retried);
    expect(await tallyOf(index.database, run)).toEqual({ ok: 2, failed: 1, failedByCode: { TIMEOUT: 1 } });
    const images = await galleryPage(index.database, run, viewSchema.parse({}));
    expect(images.map(({ key, generation }) => [key, generation])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
    expect(await failureGroups(index.database, run)).toMatchObject([{ code: 'TIMEOUT', count: 1 }]);
  }
});

test('the same after a restart, after its file was deleted, and of a run begun anew only the new one', async () => {
  const place = placeOf(temporaryFolder());
  const folder = temporaryFolder();
  const file = await writeRun(place.store, 'night', [[okRecord('a')], [failedRecord('b')]]);
  const count = async () => {
    const index = await openIndex(folder);
    const tally = await tallyOf(index.database, await index.refresh(place, file));
    await index.close();
    return tally;
  };
  const first = await count();
  expect(await count()).toEqual(first);
  rmSync(folder, { recursive: true });
  expect(await count()).toEqual(first);

  const index = await open(folder);
  rmSync(path.join(place.destination, 'runs'), { recursive: true });
  const anew = await writeRun(place.store, 'night', [[okRecord('x')]], {
    createdAt: '2026-02-01T00:00:00.000Z',
  });
  expect(await tallyOf(index.database, await index.refresh(place, anew))).toMatchObject({ ok: 1, failed: 0 });
});

test('files of older versions go; those of newer ones, and of others, stay', async () => {
  const folder = temporaryFolder();
  const older = [`index-${indexVersion - 1}.duckdb`, `index-${indexVersion - 1}.duckdb.wal`];
  const others = [`index-${indexVersion + 1}.duckdb`, 'index-1.duckdb.txt', 'my-index-1.duckdb', 'notes.txt'];
  for (const name of [...older, ...others]) writeFileSync(path.join(folder, name), 'x');
  const index = await openIndex(folder);
  await index.close();
  expect(readdirSync(folder).sort()).toEqual([...others, `index-${indexVersion}.duckdb`].sort());
});

test('two processes on one folder: the second is told', async () => {
  const folder = temporaryFolder();
  const index = await open(folder);
  await index.refresh(placeOf(temporaryFolder()), runFile('night'));
  // DuckDB knows the file within one process; its lock is between processes.
  const { execa } = await import('execa');
  const script = `import { DuckDBInstance } from '@duckdb/node-api';
    await DuckDBInstance.create(${JSON.stringify(path.join(folder, `index-${indexVersion}.duckdb`))}).then(() => console.log('open'), (error) => console.log(error.message));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toContain('lock');
});

const judged = (
  key: string,
  label: number,
  predicted: number,
  probability: number,
  road: number,
  entropy: number,
): OkRecord => {
  const plain = okRecord(key, { label, top5: [{ index: predicted, name: null, probability }] });
  return {
    ...plain,
    explanations: plain.explanations.map((one) => ({ ...one, entropy, metrics: { road } })),
  };
};

/** The slow twin: filters and orders over the records themselves. */
test('filters, orders and pages give what going through all records gives', async () => {
  const place = placeOf(temporaryFolder());
  const records = Array.from({ length: 150 }, (_, at) =>
    at % 29 === 7
      ? failedRecord(`i${at}`, at % 2 ? 'TIMEOUT' : 'IMAGE_EMPTY')
      : judged(
          `i${at}`,
          at % 5,
          (at * 7) % 5,
          ((at * 37) % 100) / 100,
          ((at * 53) % 101) / 10,
          (at * 11) % 17,
        ),
  );
  const shards = [records.slice(0, 64), records.slice(64, 128), records.slice(128)];
  const file = await writeRun(place.store, 'night', shards, {}, { shardSize: 64 });
  const index = await open(temporaryFolder());
  const run = await index.refresh(place, file);

  const oks = records.filter((record): record is OkRecord => record.status === 'ok');
  const probability = (record: OkRecord): number => record.top5[0]!.probability;
  const road = (record: OkRecord): number => record.explanations[0]!.metrics!['road']!;
  const predicted = (record: OkRecord): number => record.top5[0]!.index;
  const cases: [Partial<GalleryView>, readonly { readonly key: string }[]][] = [
    [{}, records],
    [{ label: 2 }, oks.filter(({ label }) => label === 2)],
    [{ predicted: 3, verdict: 'wrong' }, oks.filter((one) => predicted(one) === 3 && one.label !== 3)],
    [{ verdict: 'right' }, oks.filter((one) => predicted(one) === one.label)],
    [{ verdict: 'failed' }, records.filter(({ status }) => status === 'failed')],
    [{ code: 'TIMEOUT' }, records.filter((one) => one.status === 'failed' && one.code === 'TIMEOUT')],
    [{ least: 0.25, most: 0.5 }, oks.filter((one) => probability(one) >= 0.25 && probability(one) <= 0.5)],
    [
      { verdict: 'right', order: 'sure' },
      oks.filter((one) => predicted(one) === one.label).toSorted((a, b) => probability(b) - probability(a)),
    ],
    [
      { label: 1, order: 'unsure' },
      oks.filter(({ label }) => label === 1).toSorted((a, b) => probability(a) - probability(b)),
    ],
    [{ figure: 'road', over: 5 }, oks.filter((one) => road(one) >= 5)],
    [
      { label: 1, order: 'figure:road' },
      oks.filter(({ label }) => label === 1).toSorted((a, b) => road(a) - road(b)),
    ],
    [
      { label: 0, order: 'figure:road:most' },
      oks.filter(({ label }) => label === 0).toSorted((a, b) => road(b) - road(a)),
    ],
    [{ find: 'I14' }, records.filter(({ key }) => key.includes('i14'))],
  ];
  for (const [given, expected] of cases) {
    const view = viewSchema.parse({ method: 'gradcam', ...given });
    const told = JSON.stringify(given);
    expect(await galleryCount(index.database, run, view), told).toBe(expected.length);
    const keys: string[] = [];
    for (let page = 1; keys.length < expected.length; page++) {
      keys.push(...(await galleryPage(index.database, run, { ...view, page })).map(({ key }) => key));
    }
    expect(keys, told).toEqual(expected.map(({ key }) => key));
    const middle = Math.floor(expected.length / 2);
    expect(await neighbours(index.database, run, view, keys[middle]!), told).toEqual({
      before: keys[middle - 1] ?? null,
      after: keys[middle + 1] ?? null,
      page: Math.floor(middle / 60) + 1,
    });
  }
  expect(await galleryChoices(index.database, run)).toEqual({
    labels: [0, 1, 2, 3, 4],
    predicted: [0, 1, 2, 3, 4],
    figures: ['road'],
  });
});

test('a view is its address, and the other way round; nonsense in an address is as if it were not there', () => {
  const view = viewSchema.parse({ label: '3', opacity: '63', order: 'sure', find: 'a b&c', least: '' });
  expect(view).toMatchObject({ label: 3, opacity: 65, order: 'sure', find: 'a b&c' });
  expect(viewSchema.parse(viewQuery(view))).toEqual(view);
  const usual = viewSchema.parse({});
  expect(
    viewSchema.parse({ page: '-1', colours: 'x', label: 'x', slot: '1e9', order: ['a'], least: '7' }),
  ).toEqual(usual);
});
