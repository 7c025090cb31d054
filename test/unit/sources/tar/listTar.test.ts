import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ManifestEntry } from '../../../../src/config/runRequest.ts';
import { tarImages } from '../../../../src/sources/images/tarImages.ts';
import { listTar } from '../../../../src/sources/tar/listTar.ts';
import { tarName, tarPaths } from '../../../../src/sources/tar/tarPaths.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const long = `${'deep/'.repeat(40)}0003.jpg`;

/** A tar by the system's own program. */
function makeTar(path: string, files: Readonly<Record<string, string>>, format = 'gnu'): void {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const made = spawnSync('tar', [`--format=${format}`, '-cf', path, '-C', folder, ...Object.keys(files)]);
  if (made.status !== 0) throw new Error(String(made.stderr));
}

async function listed(pattern: string, needsLabel = false): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  const known = { labels: ['cat', 'dog'], classCount: 2, needsLabel };
  for await (const entry of listTar(pattern, known)) entries.push(entry);
  return entries;
}

test.each(['gnu', 'pax', 'ustar'])(
  'samples of several shards, with labels and bytes (%s)',
  async (format) => {
    const folder = temporaryFolder();
    makeTar(
      join(folder, 'set-00.tar'),
      { '0001.cls': '1', '0001.jpg': 'one', '0002.jpg': 'second', '0002.cls': 'cat\n' },
      format,
    );
    makeTar(
      join(folder, 'set-01.tar'),
      { '0001.seg.png': 'mask', '0001.png': 'third', '0001.json': '{}', [long]: 'x'.repeat(2000) },
      format,
    );
    const pattern = join(folder, 'set-{00..01}.tar');
    const entries = await listed(pattern);
    expect(entries.map(({ key, label, bytes }) => [key, label, bytes])).toEqual([
      ['set-00/0001.jpg', 1, 3],
      ['set-00/0002.jpg', 0, 6],
      ['set-01/0001.png', undefined, 5],
      [`set-01/${long}`, undefined, 2000],
    ]);
    const images = tarImages(pattern, { maxImageBytes: 2000 });
    const texts = await Promise.all(
      entries.map(async (entry) => Buffer.from(await images.read(entry)).toString()),
    );
    expect(texts).toEqual(['one', 'second', 'third', 'x'.repeat(2000)]);
    await expect(listed(pattern, true)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  },
);

test('masks belong to the images of their sample, wherever in it they stand; ".mask.png" before ".seg.png"', async () => {
  const path = join(temporaryFolder(), 'set.tar');
  makeTar(path, {
    '1.seg.png': 'segments',
    '1.jpg': 'one',
    '1.mask.png': 'mask',
    '2.jpg': 'two',
    '2.seg.png': 'seg',
    '3.jpg': 'three',
  });
  const entries = await listed(path);
  expect(entries.map(({ key, mask }) => [key, mask?.key])).toEqual([
    ['set/1.jpg', 'set/1.mask.png'],
    ['set/2.jpg', 'set/2.seg.png'],
    ['set/3.jpg', undefined],
  ]);
  const images = tarImages(path, { maxImageBytes: 2000 });
  expect(Buffer.from(await images.read(entries[0]!.mask!)).toString()).toBe('mask');
});

test('a shard that was replaced since then is noticed', async () => {
  const path = join(temporaryFolder(), 'a.tar');
  makeTar(path, { '1.jpg': 'one' });
  const [entry] = await listed(path);
  utimesSync(path, 1, 1);
  await expect(tarImages(path, { maxImageBytes: 10 }).read(entry!)).rejects.toMatchObject({
    code: 'SOURCE_CHANGED',
  });
});

test.each([
  [
    'a file that is none',
    (path: string) => writeFileSync(path, 'x'.repeat(2000)),
    'SOURCE_INVALID',
    /as a tar/,
  ],
  [
    'a shard that was cut',
    (path: string) => (makeTar(path, { '1.jpg': 'x'.repeat(5000) }), truncateSync(path, 3000)),
    'SOURCE_INVALID',
    /as a tar/,
  ],
  ['no image', (path: string) => makeTar(path, { 'a.txt': '' }), 'SOURCE_EMPTY', /found none/],
  [
    'keys that differ in case',
    (path: string) => makeTar(path, { 'a.jpg': '', 'A.jpg': '' }),
    'KEY_INVALID',
    /differs only in case/,
  ],
  [
    'an unknown class',
    (path: string) => makeTar(path, { 'a.cls': '7', 'a.jpg': '' }),
    'CLASS_UNKNOWN',
    /a\.cls of/,
  ],
  ['a shard that is not there', () => undefined, 'SOURCE_NOT_FOUND', /a\.tar/],
])('%s', async (_what, make, code, message) => {
  const path = join(temporaryFolder(), 'a.tar');
  make(path);
  await expect(listed(path)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test.each([
  ['a.tar', ['a.tar']],
  ['x/s-{08..10}.tar', ['x/s-08.tar', 'x/s-09.tar', 'x/s-10.tar']],
  ['{0..1}/{1..2}.tar', ['0/1.tar', '0/2.tar', '1/1.tar', '1/2.tar']],
])('%s', (pattern, paths) => expect(tarPaths(pattern)).toEqual(paths));

test.each([
  ['/d/s-{0..1}.tar', '/d/s-0.tar', 's-0'],
  ['/d/{0..1}/x.tar', '/d/1/x.tar', '1/x'],
  ['s3://bucket/a.tar', 's3://bucket/a.tar', 'a'],
])('in %s keys of %s begin with %s', (pattern, path, name) => expect(tarName(pattern, path)).toBe(name));

test.each(['s-{3..1}.tar', 's-{0..999999}.tar'])('%s is no range', (pattern) => {
  expect(() => tarPaths(pattern)).toThrow(/Expected a range/);
});
