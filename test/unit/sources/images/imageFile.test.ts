import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFile, imageFolder, pathFault } from '../../../../src/sources/images/imageFile.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

function folders(): { readonly outer: string; readonly path: string } {
  const outer = realpathSync(temporaryFolder());
  const path = join(outer, 'photos');
  mkdirSync(path);
  writeFileSync(join(path, 'a.jpg'), 'a');
  writeFileSync(join(outer, 'secret.jpg'), 'secret');
  symlinkSync('../secret.jpg', join(path, 'link.jpg'));
  return { outer, path };
}

test('a file of the folder', async () => {
  const { path } = folders();
  const folder = await imageFolder({ kind: 'directory', path });
  expect(await imageFile(folder, 'a.jpg')).toBe(join(path, 'a.jpg'));
});

test('a link that leads out: only where the run follows links', async () => {
  const { outer, path } = folders();
  const confined = await imageFolder({ kind: 'directory', path });
  await expect(imageFile(confined, 'link.jpg')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  const open = await imageFolder({ kind: 'directory', path, followLinks: true });
  expect(await imageFile(open, 'link.jpg')).toBe(join(outer, 'secret.jpg'));
});

test.each(['../secret.jpg', 'x/../../secret.jpg', '/etc/passwd', 'a//b.jpg', './a.jpg', '', 'a\0.jpg'])(
  'the key %j leads nowhere, also where links are followed',
  async (key) => {
    expect(pathFault(key)).toBeTruthy();
    const folder = await imageFolder({ kind: 'directory', path: folders().path, followLinks: true });
    await expect(imageFile(folder, key)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  },
);
