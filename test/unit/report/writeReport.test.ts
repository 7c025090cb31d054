import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requestHash } from '../../../src/config/runRequest.ts';
import { encodeHeatmapPng, encodeOverlayJpeg } from '../../../src/imaging/encode.ts';
import { sharp } from '../../../src/imaging/sharp.ts';
import { writeReport } from '../../../src/report/writeReport.ts';
import { encodeManifestPart } from '../../../src/storage/manifest.ts';
import { keys } from '../../../src/storage/keys.ts';
import { encodeNpy } from '../../../src/storage/npy.ts';
import type { ObjectStore } from '../../../src/storage/objectStore.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import { encodeRecords } from '../../../src/storage/records.ts';
import { writeNewRunFile } from '../../../src/storage/writeRunFile.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { explained, failedRecord, okRecord } from '../../support/records.ts';

const run = 'demo';

interface Bundle {
  readonly folder: string;
  readonly photos: string;
  readonly store: ObjectStore;
  /** Writes the photograph and gives its SHA-256. */
  readonly photograph: (name: string) => Promise<string>;
  /** Writes the list of images. */
  readonly manifest: (...names: readonly string[]) => Promise<void>;
  /** Writes a shard's records. */
  readonly shard: (number: number, records: readonly RunRecord[]) => Promise<void>;
  readonly text: (key: string) => Promise<string>;
}

async function bundle(images: number, shards: number): Promise<Bundle> {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  const store = openStore(join(folder, 'results'));
  await store.probe();
  const request = smallRequest({
    source: { kind: 'directory', path: photos },
    methods: ['gradcam', 'scorecam'],
    shardSize: 2,
  });
  await writeNewRunFile(store, {
    run,
    request,
    requestHash: requestHash(request),
    camline: '0.1.0',
    recordSchema: 1,
    engine: { name: 'onnx', version: '1.30.0', device: 'cpu' },
    layers: ['head'],
    classCount: 10,
    notes: [],
    images,
    shards,
    createdAt: '2026-11-24T00:00:00.000Z',
    retry: null,
    finished: null,
  });
  return {
    folder,
    photos,
    store,
    photograph: async (name) => {
      const bytes = await sharp({ create: { width: 120, height: 100, channels: 3, background: '#c02020' } })
        .png()
        .toBuffer();
      writeFileSync(join(photos, name), bytes);
      return createHash('sha256').update(bytes).digest('hex');
    },
    manifest: (...names) => {
      const bytesOf = (name: string): number =>
        statSync(join(photos, name), { throwIfNoEntry: false })?.size ?? 0;
      return store.put(
        keys.manifest(run, 0),
        encodeManifestPart(names.map((key) => ({ key, bytes: bytesOf(key) }))),
      );
    },
    shard: (number, records) => store.put(keys.record(run, number), encodeRecords(records)),
    text: async (key) => new TextDecoder().decode(await store.get(key)),
  };
}

const blue = {
  data: Uint8Array.from({ length: 96 * 96 * 3 }, (_, index) => (index % 3 === 2 ? 255 : 0)),
  width: 96,
  height: 96,
};

test('summary, sheet and page of a run: overlay of one method, heatmap of the other', async () => {
  const { store, photograph, manifest, shard, text } = await bundle(3, 2);
  const sha256 = await photograph('a.png');
  await manifest('a.png', 'b.png', 'c.png');
  const overlay = keys.overlay(run, 'gradcam', 'a.png', '');
  const heatmap = keys.heatmap(run, 'scorecam', 'a.png', '');
  await store.put(overlay, await encodeOverlayJpeg(blue));
  await store.put(heatmap, await encodeHeatmapPng(new Float32Array(96 * 96).fill(0.5), 96, 96));
  const explanations = [explained({ overlay }), explained({ method: 'scorecam', heatmap })];
  await shard(0, [okRecord('a.png', { sha256, explanations }), failedRecord('b.png', 'IMAGE_EMPTY')]);
  await shard(1, [failedRecord('c.png', 'IMAGE_CORRUPT')]);

  const report = await writeReport(store, run);
  expect(report).toMatchObject({
    reportKey: 'runs/demo/report.html',
    contactSheetKey: 'runs/demo/contact-sheet.jpg',
  });
  expect(JSON.parse(await text(keys.summary(run)))).toEqual(report.summary);
  expect([report.summary.ok, report.summary.failed]).toEqual([1, 2]);

  const page = await text(report.reportKey);
  // The photograph, two maps, and the mean of the one that is stored by itself.
  expect(page.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(4);
  expect(page).not.toContain('out of reach');

  const sheet = await sharp(await store.get(report.contactSheetKey))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = sheet.info;
  const colourAt = (fromRight: number): number[] => {
    const at = ((height - 36 - 112) * width + (width - 36 - 112 - fromRight * 234)) * 3;
    return [...sheet.data.subarray(at, at + 3)];
  };
  const near = (colour: number[], expected: number[]): boolean =>
    colour.every((value, index) => Math.abs(value - expected[index]!) < 8);
  expect(near(colourAt(2), [0xc0, 0x20, 0x20]), 'photograph').toBe(true);
  expect(near(colourAt(1), [0, 0, 255]), 'overlay').toBe(true);
  expect(near(colourAt(0), [127, 127, 127]), 'heatmap').toBe(true);
});

test('writing it again changes no byte', async () => {
  const { store, photograph, manifest, shard } = await bundle(1, 1);
  await shard(0, [okRecord('a.png', { sha256: await photograph('a.png') })]);
  await manifest('a.png');
  const made = [keys.summary(run), keys.report(run), keys.contactSheet(run)];
  await writeReport(store, run);
  const first = await Promise.all(made.map((key) => store.get(key)));
  await writeReport(store, run);
  expect(await Promise.all(made.map((key) => store.get(key)))).toEqual(first);
});

test('a picture that stands in three places of the page is read once', async () => {
  const { store, photograph, manifest, shard, text } = await bundle(2, 1);
  const sha256 = await photograph('a.png');
  await photograph('b.png');
  await manifest('a.png', 'b.png');
  const records: RunRecord[] = [];
  for (const key of ['a.png', 'b.png']) {
    const overlay = keys.overlay(run, 'gradcam', key, '');
    await store.put(overlay, await encodeOverlayJpeg(blue));
    records.push(okRecord(key, { sha256, explanations: [explained({ overlay })] }));
  }
  await shard(0, records);
  const read: string[] = [];
  const watched: ObjectStore = {
    ...store,
    get: (key) => {
      read.push(key);
      return store.get(key);
    },
  };
  const { reportKey } = await writeReport(watched, run);
  expect((await text(reportKey)).match(/<article>/g)).toHaveLength(3 * 2);
  const once = [...records.map(({ key }) => keys.overlay(run, 'gradcam', key, '')), keys.manifest(run, 0)];
  expect(read.filter((key) => once.includes(key)).sort()).toEqual(once.sort());
});

test.each(['changed', 'gone', 'a link out of the folder'])(
  'a photograph that is %s is not shown',
  async (how) => {
    const { folder, photos, store, photograph, manifest, shard, text } = await bundle(1, 1);
    const sha256 = await photograph('a.png');
    await manifest('a.png');
    const path = join(photos, 'a.png');
    if (how === 'changed') writeFileSync(path, 'other');
    if (how !== 'changed') rmSync(path);
    if (how === 'a link out of the folder') {
      await photograph('../outside.png');
      symlinkSync(join(folder, 'outside.png'), path);
    }
    await shard(0, [okRecord('a.png', { sha256 })]);
    const { reportKey } = await writeReport(store, run);
    expect(await text(reportKey)).toContain('photograph out of reach');
  },
);

test('pictures that are missing or damaged leave an empty place', async () => {
  const { store, shard, text } = await bundle(1, 1);
  const overlay = keys.overlay(run, 'gradcam', 'a.png', '');
  await store.put(overlay, new TextEncoder().encode('no picture'));
  const lost = explained({ method: 'scorecam', overlay: keys.overlay(run, 'scorecam', 'a.png', '') });
  await shard(0, [okRecord('a.png', { explanations: [explained({ overlay }), lost] })]);
  const { reportKey } = await writeReport(store, run);
  expect((await text(reportKey)).match(/no picture/g)).toHaveLength(2);
});

test('the mean map of each class is on the page, drawn from the maps that are stored', async () => {
  const { store, shard, text } = await bundle(2, 1);
  await shard(0, [okRecord('a.png'), okRecord('b.png')]);
  const data = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 0);
  await store.put(keys.maps(run, 'gradcam', 0), encodeNpy({ data, shape: [2, 1, 2, 2] }));
  const { reportKey } = await writeReport(store, run);
  const page = await text(reportKey);
  const [, jpeg] = /<ul class="means">[^]*?base64,([^"]+)"/.exec(page)!;
  const { data: pixels, info } = await sharp(Buffer.from(jpeg!, 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const colourAt = (x: number, y: number): number[] => [
    ...pixels.subarray(3 * (y * info.width + x)).subarray(0, 3),
  ];
  expect([info.width, info.height]).toEqual([96, 96]);
  const [top, bottom] = [colourAt(48, 8), colourAt(48, 88)];
  expect(top[2]! - top[0]!, 'blue above').toBeGreaterThan(100);
  expect(bottom[0]! - bottom[2]!, 'red below').toBeGreaterThan(100);
});

test('a large run: everything is counted, the first 200 photographs are shown', async () => {
  const { store, shard, text } = await bundle(600, 3);
  for (const number of [0, 1, 2]) {
    const records = Array.from({ length: 200 }, (_, index) => okRecord(`${number}-${index}.png`));
    await shard(number, records);
  }
  const { summary, reportKey } = await writeReport(store, run);
  expect(summary.ok).toBe(600);
  const page = await text(reportKey);
  expect(page).toContain('The first 200 of 600 explained photographs.');
  // And six that it is surest of, six that it is least sure of.
  expect(page.match(/<article>/g)).toHaveLength(200 + 6 + 6);
});

test('an unknown run is refused', async () => {
  const { store } = await bundle(0, 0);
  await expect(writeReport(store, 'other')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
});
