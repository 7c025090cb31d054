import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { linesPerPart, shardReader } from '../../../src/storage/manifest.ts';
import { planRun, type PlanOptions } from '../../../src/producer/planRun.ts';
import { keys } from '../../../src/storage/keys.ts';
import type { ObjectStore } from '../../../src/storage/objectStore.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function bundle(images = 10): {
  readonly source: string;
  readonly store: ObjectStore;
  readonly options: PlanOptions;
} {
  const root = temporaryFolder();
  const source = path.join(root, 'photos');
  mkdirSync(source);
  for (let index = 0; index < images; index++) writeFileSync(path.join(source, `${1000 + index}.jpg`), 'x');
  const store = openStore(path.join(root, 'out'));
  const options: PlanOptions = {
    store,
    request: smallRequest({ source: { kind: 'directory', path: source } }),
    resolved: {
      layers: ['layer4'],
      classCount: 10,
      engine: { name: 'onnx', version: '1.30.0', device: 'cpu' },
      notes: [],
    },
    now: () => new Date('2026-11-24T00:00:00Z'),
  };
  return { source, store, options };
}

test('freezes the manifest and writes run.json', async () => {
  const { options } = bundle(10);
  const { file, isNew } = await planRun(options);
  expect(isNew).toBe(true);
  expect(file).toMatchObject({ images: 10, shards: 3, layers: ['layer4'], classCount: 10, finished: null });
  expect(file.run).toBe(`r${file.requestHash.slice(0, 12)}`);
  const read = shardReader(options.store, file);
  expect((await read(2)).map(({ key }) => key)).toEqual(['1008.jpg', '1009.jpg']);
});

test('the same request again changes nothing, and its source is not listed again', async () => {
  const { options, source, store } = bundle();
  const { file } = await planRun(options);
  const before = readFileSync(store.address(keys.run(file.run)));
  writeFileSync(path.join(source, 'later.jpg'), 'x');
  const again = await planRun({ ...options, now: () => new Date('2027-01-01T00:00:00Z') });
  expect(again).toEqual({ file, isNew: false });
  expect(readFileSync(store.address(keys.run(file.run)))).toEqual(before);
});

test('another request under the same name is refused, naming what differs and both values', async () => {
  const { options } = bundle();
  await planRun({ ...options, run: 'night' });
  const other = planRun({ ...options, run: 'night', request: { ...options.request, methods: ['scorecam'] } });
  await expect(other).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
  await expect(other).rejects.toThrow('--methods: gradcam → scorecam. ');
});

test('a manifest without run.json, longer than the folder is now, is done again', async () => {
  const { options, store } = bundle(3);
  const line = (key: string): string => `${JSON.stringify({ key, bytes: 1 })}\n`;
  await store.put(keys.manifest('night', 0), Buffer.from(['a', 'b', 'c', 'd', 'e'].map(line).join('')));
  await store.put(keys.manifest('night', 1), Buffer.from(line('f')));
  const { file } = await planRun({ ...options, run: 'night' });
  expect(file.images).toBe(3);
  expect(await shardReader(store, file)(0)).toHaveLength(3);
});

test('two at once: one run.json, one manifest', async () => {
  const { options } = bundle();
  const plans = await Promise.all([planRun(options), planRun(options), planRun(options)]);
  expect(plans.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(new Set(plans.map(({ file }) => JSON.stringify(file))).size).toBe(1);
});

test('an empty folder leaves nothing behind', async () => {
  const { options, store } = bundle(0);
  await expect(planRun(options)).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
  expect(() => readdirSync(store.location)).toThrow('ENOENT');
});

test('results inside of the source are not its images', async () => {
  const { options, source } = bundle(2);
  const inside = openStore(path.join(source, 'out'));
  await inside.put('runs/old/heatmaps/gradcam/1000.jpg.png', Buffer.from('x'));
  expect((await planRun({ ...options, store: inside })).file.images).toBe(2);
});

test('labels are refused where a folder has none', async () => {
  const { options } = bundle();
  const labelled = planRun({ ...options, request: { ...options.request, classes: 'label' } });
  await expect(labelled).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('a long manifest is cut into parts of whole shards', async () => {
  const { options, store } = bundle();
  async function* entries() {
    for (let index = 0; index < 25_001; index++) yield { key: `${index}.jpg`, bytes: index };
  }
  const request = { ...options.request, shardSize: 32 };
  const { file } = await planRun({ ...options, request, entries: entries() });
  expect(linesPerPart(32)).toBe(9984);
  const parts = readdirSync(path.dirname(store.address(keys.manifest(file.run, 0))));
  expect(parts).toEqual(['part-00000.jsonl', 'part-00001.jsonl', 'part-00002.jsonl']);
  expect(statSync(store.address(keys.manifest(file.run, 0))).size).toBeLessThan(1_000_000);
  const read = shardReader(store, file);
  for (const shard of [0, 311, 312, 781]) {
    const lines = await read(shard);
    expect(lines[0]).toEqual({ key: `${shard * 32}.jpg`, bytes: shard * 32 });
    expect(lines).toHaveLength(Math.min(32, 25_001 - shard * 32));
  }
});

test('a manifest that does not fit run.json is noticed', async () => {
  const { options, store } = bundle(10);
  const { file } = await planRun(options);
  await store.put(keys.manifest(file.run, 0), Buffer.from('{"key":"a.jpg","bytes":1}\n'));
  await expect(shardReader(store, file)(1)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
});
