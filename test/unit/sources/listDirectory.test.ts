import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ManifestEntry } from '../../../src/config/runRequest.ts';
import { listDirectory, type ListOptions } from '../../../src/sources/listDirectory.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [key, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, key)), { recursive: true });
    writeFileSync(path.join(root, key), content);
  }
  return root;
}

async function listed(root: string, options?: ListOptions): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for await (const entry of listDirectory(root, options)) entries.push(entry);
  return entries;
}

const keysOf = async (root: string, options?: ListOptions): Promise<string[]> =>
  (await listed(root, options)).map(({ key }) => key);

test('lists images of all levels, sorted by key in code units, with their sizes', async () => {
  const root = folderWith({
    'b.jpg': '12',
    'a/z.PNG': '1',
    'a/b/c.webp': '123',
    'a.jpg': '',
    'Z.jpeg': '1',
    'ä.gif': '1',
    'notes.txt': 'no image',
  });
  const entries = await listed(root);
  expect(entries).toContainEqual({ key: 'a/b/c.webp', bytes: 3 });
  const keys = entries.map(({ key }) => key);
  expect(keys).toEqual(['Z.jpeg', 'a.jpg', 'a/b/c.webp', 'a/z.PNG', 'b.jpg', 'ä.gif']);
  expect(keys).toEqual([...keys].sort());
});

test('more files than are looked at once stay in order', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `${String(index).padStart(3, '0')}.jpg`);
  const files = names.flatMap((name, index) =>
    index % 70 === 0 ? [name, `${name.slice(0, 3)}/x.jpg`] : [name],
  );
  const keys = await keysOf(folderWith(Object.fromEntries(files.map((key) => [key, '']))));
  expect(keys).toEqual([...files].sort());
});

test('leaves out hidden files and folders, and the folders to skip', async () => {
  const root = folderWith({ 'a.jpg': '', '.b.jpg': '', '.git/c.jpg': '', 'out/runs/d.png': '' });
  expect(await keysOf(root, { skip: [path.join(root, 'out'), path.join(root, 'not/there')] })).toEqual([
    'a.jpg',
  ]);
});

test('keys keep names that are odd but possible', async () => {
  const names = [
    'a b.jpg',
    'a"b.jpg',
    "a'b.jpg",
    'a\\b.jpg',
    'a\nb.jpg',
    '%2e%2e.jpg',
    '-rf.jpg',
    '日本.jpg',
  ];
  const root = folderWith(Object.fromEntries(names.map((name) => [name, ''])));
  expect((await keysOf(root)).sort()).toEqual([...names].sort());
});

test('follows links inside of the source and cuts loops', async () => {
  const root = folderWith({ 'a/one.jpg': '1', 'b/two.jpg': '22' });
  symlinkSync('..', path.join(root, 'a/up'));
  symlinkSync('.', path.join(root, 'b/self'));
  symlinkSync('a', path.join(root, 'c'));
  symlinkSync('../b/two.jpg', path.join(root, 'a/linked.jpg'));
  symlinkSync('nowhere.jpg', path.join(root, 'broken.jpg'));
  expect(await listed(root)).toEqual([
    { key: 'a/linked.jpg', bytes: 2 },
    { key: 'a/one.jpg', bytes: 1 },
    { key: 'b/two.jpg', bytes: 2 },
    { key: 'broken.jpg', bytes: 0 },
    { key: 'c/linked.jpg', bytes: 2 },
    { key: 'c/one.jpg', bytes: 1 },
  ]);
});

test('two folders linked to each other do not go on for ever', async () => {
  const root = folderWith({ 'a/one.jpg': '1', 'b/two.jpg': '2' });
  symlinkSync('../b', path.join(root, 'a/b'));
  symlinkSync('../a', path.join(root, 'b/a'));
  expect(await keysOf(root)).toEqual(['a/b/two.jpg', 'a/one.jpg', 'b/a/one.jpg', 'b/two.jpg']);
});

test('lists a linked folder outside of the source where that is asked for', async () => {
  const outside = folderWith({ 'one.jpg': '1' });
  const root = folderWith({ 'a.jpg': '' });
  symlinkSync(outside, path.join(root, 'elsewhere'));
  expect(await keysOf(root, { followLinks: true })).toEqual(['a.jpg', 'elsewhere/one.jpg']);
});

test('refuses a linked folder outside of the source', async () => {
  const outside = folderWith({ 'secret.jpg': '' });
  const root = folderWith({ 'a.jpg': '' });
  symlinkSync(outside, path.join(root, 'elsewhere'));
  await expect(listed(root)).rejects.toMatchObject({
    code: 'KEY_INVALID',
    message: expect.stringContaining('"elsewhere/" is a link to') as string,
  });
});

test('pipes are no images', async () => {
  const root = folderWith({ 'a.jpg': '' });
  execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
  expect(await keysOf(root)).toEqual(['a.jpg']);
});

test('names that only differ in case are an error that names both', async () => {
  const root = folderWith({ 'x/Cat.jpg': '', 'x/cat.jpg': '' });
  await expect(listed(root)).rejects.toMatchObject({ code: 'KEY_INVALID' });
  await expect(listed(root)).rejects.toThrow('"x/Cat.jpg" and "x/cat.jpg"');
});

test('faulty names of all folders are told at once', async () => {
  const root = folderWith({ 'x/Cat.jpg': '', 'x/cat.jpg': '', 'y/a.jpg': '', 'y/a.jpg.png/b.jpg': '' });
  const listing = listed(root);
  await expect(listing).rejects.toThrow(/"x\/cat\.jpg" differ.*"y\/a\.jpg\.png" takes.*Rename them\./);
});

test.each([
  ['nothing', 'missing', 'found nothing'],
  ['a file', 'a.jpg', 'found a file'],
])('SOURCE_NOT_FOUND where there is %s', async (_what, name, text) => {
  const root = folderWith({ 'a.jpg': '' });
  const listing = listed(path.join(root, name));
  await expect(listing).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  await expect(listing).rejects.toThrow(text);
});

test('SOURCE_EMPTY where no image is below it', async () => {
  const root = folderWith({ 'a/readme.txt': '' });
  await expect(listed(root)).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
});
