import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/storage/openStore.ts';
import { makeFolders } from '../../../src/storage/makeFolders.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('makes what is missing, and may be repeated', async () => {
  const folder = path.join(temporaryFolder(), 'a', 'b', 'c');
  await makeFolders(folder);
  await makeFolders(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('many at once are not in each other’s way', async () => {
  const folder = temporaryFolder();
  const wanted = Array.from({ length: 30 }, (_, index) => path.join(folder, 'a', 'b', String(index % 3)));
  await Promise.all(wanted.map(makeFolders));
  expect(wanted.every((each) => existsSync(each))).toBe(true);
});

test.skipIf(process.platform !== 'linux').each(['/proc/camline', '/proc/camline/a/b'])(
  'a file system that takes no folders is told, not asked for ever: %s',
  async (folder) => {
    const refused = {
      code: 'STORE_UNWRITABLE',
      message: expect.stringMatching(/^Cannot make the folder \/proc\/camline: \/proc takes no new folders/),
    };
    await expect(makeFolders(folder)).rejects.toMatchObject(refused);
    await expect(openStore(folder).probe()).rejects.toMatchObject(refused);
  },
);

test('a file on the way is the system’s own complaint', async () => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(makeFolders(path.join(file, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('a link that leads nowhere is no destination', async () => {
  const link = path.join(temporaryFolder(), 'link');
  symlinkSync('nowhere', link);
  await expect(openStore(link).probe()).rejects.toMatchObject({
    code: 'STORE_UNWRITABLE',
    message: expect.stringContaining('a link that leads nowhere'),
  });
});
