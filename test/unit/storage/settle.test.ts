import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryStore } from '../../../src/storage/directoryStore.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('what is not there, or leads elsewhere, cannot be settled', async () => {
  const root = temporaryFolder();
  const store = directoryStore(root);
  await store.putSoon('a/b', new Uint8Array(3));
  symlinkSync(join(root, 'a', 'b'), join(root, 'a', 'link'));

  await store.settle(['a/b']);
  await store.settle([]);
  for (const key of ['a/c', 'd/e', 'a/link']) await expect(store.settle(['a/b', key])).rejects.toThrow(root);
});
