import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderImages } from '../../../../src/sources/images/folderImages.ts';
import { smallRequest } from '../../../support/runRequest.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

async function bundle() {
  const outer = temporaryFolder();
  const root = path.join(outer, 'photos');
  mkdirSync(path.join(root, 'a'), { recursive: true });
  writeFileSync(path.join(root, 'a/one.jpg'), 'one');
  writeFileSync(path.join(outer, 'secret.jpg'), 'secret');
  const request = smallRequest({ source: { kind: 'directory', path: root }, maxImageBytes: 10 });
  const images = await folderImages(request);
  return { root, outer, fetch: (key: string, bytes = 3) => images.read({ key, bytes }) };
}

test('reads the file of a key', async () => {
  const { fetch } = await bundle();
  expect(Buffer.from(await fetch('a/one.jpg')).toString()).toBe('one');
});

test('follows a link that stays inside', async () => {
  const { fetch, root } = await bundle();
  symlinkSync('a/one.jpg', path.join(root, 'link.jpg'));
  expect(Buffer.from(await fetch('link.jpg')).toString()).toBe('one');
});

test('follows a link that leads out where the run says so, and no key', async () => {
  const { root, outer } = await bundle();
  symlinkSync(path.join(outer, 'secret.jpg'), path.join(root, 'link.jpg'));
  const request = smallRequest({ source: { kind: 'directory', path: root, followLinks: true } });
  const images = await folderImages(request);
  expect(Buffer.from(await images.read({ key: 'link.jpg', bytes: 6 })).toString()).toBe('secret');
  await expect(images.read({ key: '../secret.jpg', bytes: 6 })).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
  });
});

test.each([
  '../secret.jpg',
  'a/../../secret.jpg',
  '/etc/passwd',
  'a//one.jpg',
  './a/one.jpg',
  '',
  'a/\0.jpg',
])('the key %j leads nowhere', async (key) => {
  const { fetch } = await bundle();
  await expect(fetch(key, 6)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  await expect(fetch(key, 6)).rejects.toThrow('leads out of the source folder');
});

test('neither does a link to the outside, of a file or of a folder', async () => {
  const { fetch, root, outer } = await bundle();
  symlinkSync(path.join(outer, 'secret.jpg'), path.join(root, 'link.jpg'));
  symlinkSync(outer, path.join(root, 'up'));
  await expect(fetch('link.jpg', 6)).rejects.toThrow('leads out of the source folder');
  await expect(fetch('up/secret.jpg', 6)).rejects.toThrow('leads out of the source folder');
});

test('what is not a readable file is not found, with the reason', async () => {
  const { fetch, root } = await bundle();
  execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
  symlinkSync('self.jpg', path.join(root, 'self.jpg'));
  await expect(fetch('gone.jpg')).rejects.toThrow('"gone.jpg" is not in the source folder');
  await expect(fetch('pipe.jpg', 0)).rejects.toThrow('"pipe.jpg" is not a file');
  await expect(fetch('a', 0)).rejects.toThrow('"a" is not a file');
  await expect(fetch('self.jpg')).rejects.toThrow('link to itself');
  await expect(fetch('gone.jpg')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
});

test('a file that changed since the run was frozen is noticed by its size', async () => {
  const { fetch } = await bundle();
  await expect(fetch('a/one.jpg', 4)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
});

test('a file above the limit is not read', async () => {
  const { fetch, root } = await bundle();
  writeFileSync(path.join(root, 'big.jpg'), 'x'.repeat(11));
  await expect(fetch('big.jpg', 11)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

test('a source that this machine does not have is the run’s trouble', async () => {
  const request = smallRequest({ source: { kind: 'directory', path: '/not/there' } });
  await expect(folderImages(request)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
});
