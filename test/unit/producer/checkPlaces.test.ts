import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPlaces } from '../../../src/producer/checkPlaces.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function folders(): { readonly photos: string; readonly root: string } {
  const root = temporaryFolder();
  const photos = join(root, 'photos');
  mkdirSync(photos);
  return { root, photos };
}

test('the folder of images itself is refused, also by another of its names', async () => {
  const { root, photos } = folders();
  symlinkSync(photos, join(root, 'link'));
  for (const destination of [photos, `${photos}/`, join(root, 'link'), join(photos, 'x', '..')])
    await expect(checkPlaces(photos, destination)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});

test('where the destination keeps its results is refused', async () => {
  const { root } = folders();
  mkdirSync(join(root, 'out/runs'), { recursive: true });
  await expect(checkPlaces(join(root, 'out/runs'), join(root, 'out'))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

test('tells whether the destination, there or not, lies among the images', async () => {
  const { root, photos } = folders();
  symlinkSync(photos, join(root, 'link'));
  const inside = async (destination: string) => (await checkPlaces(photos, destination)).destinationInside;
  expect(await inside(join(photos, 'deep/out'))).toBe(true);
  expect(await inside(join(root, 'link/out'))).toBe(true);
  expect(await inside(root)).toBe(false);
  expect(await inside(join(root, 'photos-out'))).toBe(false);
});

test.each([
  ['s3://bkt/photos', 's3://bkt/photos/out', true],
  ['s3://bkt/photos', 's3://bkt/photos-out', false],
  ['s3://bkt/photos', 's3://other/photos', false],
  ['s3://bkt', 's3://bkt/out', true],
  [process.cwd(), 's3://bkt/out', false],
])('images in %s, results in %s', async (source, destination, inside) => {
  expect(await checkPlaces(source, destination)).toEqual({ destinationInside: inside });
});

test.each([
  ['s3://bkt/photos', 's3://bkt/photos/'],
  ['s3://bkt/out/runs', 's3://bkt/out'],
])('images in %s are no place for results in %s', async (source, destination) => {
  await expect(checkPlaces(source, destination)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
