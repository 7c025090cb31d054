/** Images of a bucket on a real S3 server: listed, read, and noticed when they change. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ManifestEntry } from '../../src/config/runRequest.ts';
import { bucketImages } from '../../src/sources/images/bucketImages.ts';
import { listBucket } from '../../src/sources/listBucket.ts';
import { radosgwKeys, radosgwMissing } from '../support/radosgw.ts';
import { S3Server } from '../support/s3Server.ts';

const missing = radosgwMissing();
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe.skipIf(missing !== undefined)(`on radosgw${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: S3Server;
  const settings = () =>
    Promise.resolve({ endpoint: server.endpoint, region: 'us-east-1', timeoutSeconds: 30, attempts: 5 });

  beforeAll(async () => {
    for (const [name, value] of Object.entries(radosgwKeys)) vi.stubEnv(name, value);
    server = await S3Server.start('images');
  });
  afterAll(async () => {
    await server?.stop();
    vi.unstubAllEnvs();
  });

  async function listed(prefix: string, skip: readonly string[] = []): Promise<ManifestEntry[]> {
    const entries: ManifestEntry[] = [];
    for await (const entry of listBucket(`s3://images/${prefix}`, { skip, settings })) entries.push(entry);
    return entries;
  }
  const imagesOf = (prefix: string, maxImageBytes = 100) =>
    bucketImages(`s3://images/${prefix}`, { maxImageBytes }, settings);

  async function put(prefix: string, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await server.put('images', `${prefix}/${key}`, key);
  }

  test('images come in the order of their keys, whatever is in them, and each can be read', async () => {
    const odd = [
      'x//y.jpg',
      '../up.jpg',
      './dot.jpg',
      'a b+c%20?#&.jpg',
      'é\u0001.png',
      '日本/😀.webp',
      `${'k'.repeat(1000)}.jpg`,
    ];
    await put('odd', ...odd);
    const entries = await listed('odd');
    const inOrder = [...odd].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(entries.map(({ key }) => key)).toEqual(inOrder);
    const images = imagesOf('odd', 2_000);
    for (const entry of entries) expect(text(await images.read(entry))).toBe(entry.key);
  });

  test('what is no image, is hidden, or is the result of a run is left out', async () => {
    const results = [
      'runs/one/heatmaps/gradcam/a.jpg.png',
      'runs/one/contact-sheet.jpg',
      'old/runs/x/overlays/gradcam/a.jpg',
    ];
    await put(
      'mixed',
      'a.jpg',
      'notes.txt',
      '.hidden/b.jpg',
      'folder/',
      'out/c.jpg',
      'outer/d.jpg',
      ...results,
    );
    const keys = (await listed('mixed/', ['s3://images/mixed/out', '/elsewhere'])).map(({ key }) => key);
    expect(keys).toEqual(['a.jpg', 'outer/d.jpg']);
  });

  test.each(['s3://images', 's3://images/above', 's3://images/above/photos', 's3://other/above/photos/b'])(
    'results in %s hide no image of above/photos',
    async (destination) => {
      await put('above/photos', 'a.jpg', 'b/c.jpg', 'runs/one/heatmaps/gradcam/a.jpg.png');
      const keys = (await listed('above/photos', [destination])).map(({ key }) => key);
      expect(keys).toEqual(['a.jpg', 'b/c.jpg']);
    },
  );

  test('a prefix is a folder: its neighbours are no part of it', async () => {
    await put('near', 'a.jpg');
    await put('nearby', 'b.jpg');
    expect((await listed('near')).map(({ key }) => key)).toEqual(['a.jpg']);
  });

  test.each([
    ['keys that differ in case', ['a/One.jpg', 'b.jpg', 'a/one.jpg'], /"a\/one\.jpg".*differs only in case/],
    [
      'a folder where a picture has to go',
      ['a.jpg', 'a.jpg.png/b.jpg'],
      /has a folder and a picture in one place/,
    ],
  ])('%s are refused', async (name, keys, message) => {
    await put(name, ...keys);
    await expect(listed(name)).rejects.toMatchObject({
      code: 'KEY_INVALID',
      message: expect.stringMatching(message),
    });
  });

  test('nothing to list is an error that says what was expected', async () => {
    await expect(listed('nothing')).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
  });

  test('an image that was replaced, is gone or too large fails alone, and says so', async () => {
    await put('later', 'same.jpg', 'other.jpg', 'longer.jpg');
    const [longer, other, same] = await listed('later');
    await server.put('images', 'later/other.jpg', 'OTHER.JPG');
    await server.put('images', 'later/longer.jpg', 'now longer than before');
    const images = imagesOf('later');
    expect(text(await images.read(same!))).toBe('same.jpg');
    await expect(images.read(other!)).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringMatching(/replaced/),
    });
    await expect(images.read(longer!)).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
      message: /has 22 now/,
    });
    await expect(images.read({ ...same!, key: 'gone.jpg' })).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    await expect(imagesOf('later', 5).read(same!)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});
