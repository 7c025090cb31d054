import { existsSync, mkdirSync, readdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../../src/storage/directoryStore.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const bytes = new TextEncoder().encode('x');

async function keysOf(store: ReturnType<typeof directoryStore>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  return keys;
}

describe('symbolic links', () => {
  test('a folder that leads outside is refused, and nothing is made there', async () => {
    const folder = temporaryFolder();
    const outside = path.join(folder, 'outside');
    const root = path.join(folder, 'store');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'secret'), 'secret');
    mkdirSync(path.join(root, 'runs'), { recursive: true });
    symlinkSync(outside, path.join(root, 'runs', 'link'));

    const store = directoryStore(root);
    const refused = { code: 'KEY_INVALID', message: expect.stringContaining('symbolic link') };
    await expect(store.put('runs/link/x', bytes)).rejects.toMatchObject(refused);
    await expect(store.putNew('runs/link/deep/er/x', bytes)).rejects.toMatchObject(refused);
    await expect(store.get('runs/link/secret')).rejects.toMatchObject(refused);
    await expect(store.has('runs/link/secret')).rejects.toMatchObject(refused);
    await expect(store.list('runs/link/')[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(await keysOf(store)).toEqual([]);
  });

  test('an object that is a link is not followed, and put replaces the link itself', async () => {
    const folder = temporaryFolder();
    const root = path.join(folder, 'store');
    mkdirSync(root);
    writeFileSync(path.join(folder, 'secret'), 'secret');
    symlinkSync(path.join(folder, 'secret'), path.join(root, 'x'));

    const store = directoryStore(root);
    await expect(store.get('x')).rejects.toMatchObject({ code: 'KEY_INVALID' });
    expect(await store.has('x')).toBe(false);
    await store.put('x', bytes);
    expect(await store.get('x')).toEqual(Buffer.from('x'));
  });

  test('a root that is a link, and a link that stays inside, are fine', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'real', 'a'), { recursive: true });
    symlinkSync(path.join(folder, 'real'), path.join(folder, 'root'));
    symlinkSync('a', path.join(folder, 'real', 'b'));
    const store = directoryStore(path.join(folder, 'root'));
    await store.put('b/x', bytes);
    expect(await keysOf(store)).toEqual(['a/x']);
  });

  test('a root that is a link leads elsewhere later: what lies there is inside from then on', async () => {
    const folder = temporaryFolder();
    const root = path.join(folder, 'root');
    const leadTo = (name: string): void => {
      mkdirSync(path.join(folder, name, 'a'), { recursive: true });
      symlinkSync(path.join(folder, name), root);
    };
    leadTo('old');
    const store = directoryStore(root);
    await store.put('a/x', bytes);
    unlinkSync(root);
    leadTo('new');
    await store.put('a/y', bytes);
    expect(readdirSync(path.join(folder, 'new', 'a'))).toEqual(['y']);
    symlinkSync(path.join(folder, 'old'), path.join(folder, 'new', 'link'));
    await expect(store.put('link/x', bytes)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    expect(await keysOf(store)).toEqual(['a/y']);
  });

  test('a folder beside the root whose name starts alike is outside', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'store'));
    mkdirSync(path.join(folder, 'store-other'));
    symlinkSync(path.join(folder, 'store-other'), path.join(folder, 'store', 'link'));
    await expect(directoryStore(path.join(folder, 'store')).put('link/x', bytes)).rejects.toMatchObject({
      code: 'KEY_INVALID',
    });
  });
});

test('files of writers that were killed are neither listed nor in the way', async () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'r'));
  writeFileSync(path.join(root, 'r', '.camline-tmp-1-00ff'), 'half a rec');
  const store = directoryStore(root);
  expect(await store.putNew('r/record', bytes)).toBe('written');
  expect(await keysOf(store)).toEqual(['r/record']);
  await expect(store.get('r/.camline-tmp-1-00ff')).rejects.toMatchObject({ code: 'KEY_INVALID' });
});

test('no temporary file is left, whether the write succeeds or not', async () => {
  const root = temporaryFolder();
  const store = directoryStore(root);
  await store.put('r/a', bytes);
  await store.putNew('r/a', bytes);
  mkdirSync(path.join(root, 'r', 'folder'));
  await expect(store.put('r/folder', bytes)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  expect(readdirSync(path.join(root, 'r')).sort()).toEqual(['a', 'folder']);
});

describe('a destination that cannot be written says so and stays as it was', () => {
  test('a file in the way', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'taken'), 'a file');
    const store = directoryStore(path.join(folder, 'taken', 'results'));
    await expect(store.probe()).rejects.toMatchObject({
      code: 'STORE_UNWRITABLE',
      message: expect.stringMatching(/Cannot write to .*taken.*is a file, not a directory.*ENOTDIR/),
    });
    await expect(directoryStore(path.join(folder, 'taken')).probe()).rejects.toMatchObject({
      code: 'STORE_UNWRITABLE',
    });
  });

  test('looking does not make the directory', async () => {
    const root = path.join(temporaryFolder(), 'none');
    const store = directoryStore(root);
    expect([await store.get('a'), await store.has('a/b'), await keysOf(store)]).toEqual([
      undefined,
      false,
      [],
    ]);
    expect(existsSync(root)).toBe(false);
  });
});
