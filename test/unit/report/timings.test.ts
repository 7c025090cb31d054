import { expect, test } from 'vitest';
import { readTimings } from '../../../src/report/timings.ts';
import { keys } from '../../../src/storage/keys.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('stages are summed over shards and retries; what tells no times is left out', async () => {
  const store = openStore(temporaryFolder());
  const put = (key: string, value: unknown) => store.put(key, Buffer.from(JSON.stringify(value)));
  expect(await readTimings(store, 'one')).toBeUndefined();
  const told = {
    images: 8,
    careful: false,
    device: 'cpu',
    engineBusyMillis: 50,
    stages: { fetch: 4, explain: 100 },
  };
  await put(keys.timings('one', 0), told);
  await put(keys.timings('one', 1, 1), {
    ...told,
    images: 2,
    device: 'cuda',
    stages: { fetch: 1, explain: 20 },
  });
  await put(keys.timings('one', 2), { images: 1, careful: true, worker: 'a' });
  await put(keys.timings('one', 3), 'nothing of ours');
  await put(keys.timings('other', 0), told);
  expect(await readTimings(store, 'one')).toEqual({
    images: 10,
    devices: ['cpu', 'cuda'],
    engineBusyMillis: 100,
    stages: { fetch: 5, explain: 120 },
  });
});
