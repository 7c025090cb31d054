/** Pages over hostile records: names, messages and addresses that want out. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../src/dashboard/places.ts';
import { keys } from '../../../src/storage/keys.ts';
import { encodeManifestPart } from '../../../src/storage/manifest.ts';
import { encodeNpy } from '../../../src/storage/npy.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import { failedRecord, okRecord, writeRun } from '../../support/dashboard/records.ts';
import { eventsUntil, serveDashboard, type ServedDashboard } from '../../support/dashboard/server.ts';
import { makePhotos } from '../../support/makePhotos.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;

/** A store with one run of these records, served; its address. */
async function served(
  records: readonly RunRecord[],
  run = 'night',
): Promise<ServedDashboard & { at: string; folder: string }> {
  const folder = temporaryFolder();
  const place = placeOf(folder);
  await writeRun(
    place.store,
    run,
    [records],
    { notes: [evil] },
    { source: { kind: 'directory', path: join(folder, 'photos') } },
  );
  const dashboard = await serveDashboard([folder], { allowActions: true });
  return { ...dashboard, at: `/stores/${place.id}/runs/${encodeURIComponent(run)}`, folder };
}

describe('texts of records (XSS)', () => {
  test('nothing of a record becomes markup, on any page', async () => {
    const hostile = okRecord(evil, { top5: [{ index: 3, name: evil, probability: 0.5 }] });
    const { ask, at } = await served([hostile, failedRecord(`${evil}2`, 'IMAGE_CORRUPT', evil)], 'a <u> run');
    const key = encodeURIComponent(evil);
    for (const path of [
      '/',
      at,
      `${at}/images`,
      `${at}/images/more?page=1`,
      `${at}/image?key=${key}`,
      `${at}/image?key=${key}2`,
    ]) {
      const { status, body } = await ask(path);
      expect(status, path).toBe(200);
      expect(body, path).not.toMatch(/<script>|<img src=x|<u>/);
    }
  });

  test('nor does anything of an address', async () => {
    const { ask, at } = await served([okRecord('a')]);
    const x = encodeURIComponent(evil);
    for (const path of [
      `${at}/images?find=${x}&order=${x}&method=${x}&page=${x}`,
      `/stores/${x}`,
      `${at}/image?key=${x}`,
      `/${x}`,
    ]) {
      expect((await ask(path)).body, path).not.toContain('<script>alert');
    }
  });

  test('events hold markup as one line of JSON', async () => {
    const { url, at } = await served([failedRecord('a', 'IMAGE_CORRUPT', 'one\n\nevent: parts\ndata: {}')]);
    const text = await eventsUntil('"failures"', `${url}${at}/events`);
    const lines = text.split('\n').filter((line) => line.startsWith('data: '));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!.slice('data: '.length))).toHaveProperty('failures');
  });
});

describe('paths', () => {
  const outside = [
    '../../etc/passwd',
    '/etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    'a\0b',
    '....//',
    '%2e%2e/run.json',
  ];

  test.each(outside)('the key %j reaches nothing: keys are looked up, never opened', async (key) => {
    const { ask, at } = await served([okRecord('a')]);
    for (const page of ['image', 'photo', 'map', 'file', 'record']) {
      const { status, body } = await ask(`${at}/${page}?key=${encodeURIComponent(key)}&kind=heatmap`);
      expect(status, page).toBe(404);
      expect(body).not.toContain('root:');
    }
  });

  test.each(['..', '%2e%2e', '..%2f..', 'night%2f..%2fnight', 'night%00', '.'])(
    'a run named %s is none',
    async (name) => {
      const { ask, at } = await served([okRecord('a')]);
      const { status } = await ask(`${at.replace(/night$/, name)}/images`);
      expect(status).toBeOneOf([400, 404]);
    },
  );

  test.each([
    '/assets/../startDashboard.js',
    '/assets/..%2fapp.js',
    '/assets/%2e%2e/app.ts',
    '//etc/passwd',
    '/assets/',
  ])('%s is no page', async (path) => {
    const { ask } = await serveDashboard([]);
    expect((await ask(path)).status).toBe(404);
  });

  test('a record that names an object outside of its run, or a source file that leads out of its folder, shows nothing', async () => {
    const folder = temporaryFolder();
    const place = placeOf(folder);
    const photos = join(folder, 'photos');
    const secret = join(temporaryFolder(), 'secret.jpg');
    await makePhotos(photos, ['a.jpg']);
    writeFileSync(secret, readFileSync(join(photos, 'a.jpg')));
    symlinkSync(secret, join(photos, 'link.jpg'));
    const bytes = readFileSync(secret);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const [explained] = okRecord('a').explanations;
    await place.store.put('models/secret.png', new Uint8Array(9));
    const records = ['models/secret.png', '../outside.png', 'runs/other/run.json'].map((heatmap, at) =>
      okRecord(at === 0 ? 'link.jpg' : `k${at}`, { sha256, explanations: [{ ...explained!, heatmap }] }),
    );
    await writeRun(place.store, 'night', [records], {}, { source: { kind: 'directory', path: photos } });
    const lines = records.map(({ key }) => ({ key, bytes: bytes.length }));
    await place.store.put(keys.manifest('night', 0), encodeManifestPart(lines));
    const { ask } = await serveDashboard([folder]);
    for (const { key } of records) {
      const query = `key=${key}&method=gradcam`;
      const at = `/stores/${place.id}/runs/night`;
      expect((await ask(`${at}/file?${query}&kind=heatmap`)).status, key).toBe(404);
      expect((await ask(`${at}/map?${query}`)).status, key).toBe(404);
      expect((await ask(`${at}/photo?${query}`)).status, key).toBe(404);
    }
  });
});

describe('pictures', () => {
  test('a map is drawn from the numbers of its layer in the colours that are asked for; the photograph as the network saw it', async () => {
    const folder = temporaryFolder();
    const place = placeOf(folder);
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    await makePhotos(photos, ['a.jpg']);
    const bytes = readFileSync(join(photos, 'a.jpg'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const record = okRecord('a.jpg', { sha256 });
    await writeRun(
      place.store,
      'night',
      [[failedRecord('z'), record]],
      {},
      { source: { kind: 'directory', path: photos } },
    );
    const lines = [
      { key: 'z', bytes: 1 },
      { key: 'a.jpg', bytes: bytes.length },
    ];
    await place.store.put(keys.manifest('night', 0), encodeManifestPart(lines));
    // The second line's map: cold on the left, hot on the right.
    const map = { data: Float32Array.of(NaN, NaN, NaN, NaN, 0, 1, 0, 1), shape: [2, 1, 2, 2] };
    await place.store.put(keys.maps('night', 'gradcam', 0), encodeNpy(map));
    const { url } = await serveDashboard([folder]);
    const pixels = async (path: string) => {
      const answer = await fetch(`${url}/stores/${place.id}/runs/night/${path}&key=a.jpg&method=gradcam`);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      return sharp(Buffer.from(await answer.arrayBuffer()))
        .raw()
        .toBuffer({ resolveWithObject: true });
    };
    const { data, info } = await pixels('map?colours=jet');
    expect(info).toMatchObject({ width: 96, height: 96 });
    const middle = 48 * 96 * 3;
    const near = (at: number, colour: readonly number[]): void =>
      colour.forEach((value, channel) => expect(Math.abs(data[at + channel]! - value)).toBeLessThan(12));
    near(middle, [0, 0, 128]);
    near(middle + 95 * 3, [128, 0, 0]);
    expect((await pixels('photo?pixels=448')).info).toMatchObject({ width: 96, height: 96 });
  });
});
