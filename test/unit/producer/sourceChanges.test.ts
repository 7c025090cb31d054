import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ManifestEntry } from '../../../src/config/runRequest.ts';
import { compareEntries, sourceChanges } from '../../../src/producer/sourceChanges.ts';
import { planRun } from '../../../src/producer/planRun.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import { smallRequest } from '../../support/runRequest.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function* sorted(sizes: Readonly<Record<string, number>>): AsyncGenerator<ManifestEntry> {
  for (const key of Object.keys(sizes).sort()) yield { key, bytes: sizes[key]! };
}

test('what is new, gone and of another size is what sets say', async () => {
  const folder = fc.dictionary(fc.stringMatching(/^[a-e]{1,2}$/), fc.nat(1), { noNullPrototype: true });
  await fc.assert(
    fc.asyncProperty(folder, folder, async (before, now) => {
      const changes = await compareEntries(sorted(before), sorted(now));
      const added = Object.keys(now).filter((key) => !(key in before));
      const gone = Object.keys(before).filter((key) => !(key in now));
      const changed = Object.keys(now).filter((key) => key in before && before[key] !== now[key]);
      const told = (names: string[]) => ({ count: names.length, names: names.sort().slice(0, 3) });
      expect(changes).toEqual({ new: told(added), gone: told(gone), changed: told(changed) });
    }),
  );
});

test('a run is compared with the folder of its request, its own results left out', async () => {
  const source = temporaryFolder();
  const store = openStore(join(source, 'out'));
  for (const name of ['b.jpg', 'c.jpg', 'd.jpg']) writeFileSync(join(source, name), 'x');
  const engine = { name: 'onnx', version: '1', device: 'cpu' };
  const resolved = { layers: [], classCount: 10, engine, notes: [] };
  const request = smallRequest({ source: { kind: 'directory', path: source }, shardSize: 2 });
  const { file } = await planRun({ store, request, resolved, now: () => new Date() });
  await store.put('runs/x/overlays/gradcam/b.jpg.jpg', Buffer.from('x'));
  const none = { count: 0, names: [] };
  expect(await sourceChanges(store, file)).toEqual({ new: none, gone: none, changed: none });
  writeFileSync(join(source, 'a.jpg'), 'x');
  writeFileSync(join(source, 'd.jpg'), 'longer');
  expect(await sourceChanges(store, file)).toEqual({
    new: { count: 1, names: ['a.jpg'] },
    gone: none,
    changed: { count: 1, names: ['d.jpg'] },
  });
});
