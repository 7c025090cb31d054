import { expect, test } from 'vitest';
import { readFlatMaps } from '../../../src/report/readFlatMaps.ts';
import { SummaryBuilder } from '../../../src/report/summary.ts';
import { keys } from '../../../src/storage/keys.ts';
import { openStore } from '../../../src/storage/openStore.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { explained, okRecord } from '../../support/records.ts';

test('methods with flat maps, by the summary as it is written', async () => {
  const store = openStore(temporaryFolder());
  expect(await readFlatMaps(store, 'one')).toEqual([]);
  const builder = new SummaryBuilder(['gradcam', 'scorecam']);
  builder.add(
    okRecord('a.jpg', { explanations: [explained({ flat: true }), explained({ method: 'scorecam' })] }),
  );
  builder.add(okRecord('b.jpg', { explanations: [explained({}), explained({ method: 'scorecam' })] }));
  await store.put(keys.summary('one'), Buffer.from(JSON.stringify(builder.finish('one'))));
  expect(await readFlatMaps(store, 'one')).toEqual([{ method: 'gradcam', maps: 2, flat: 1 }]);
});

test('a damaged summary is told', async () => {
  const store = openStore(temporaryFolder());
  await store.put(keys.summary('one'), Buffer.from('{'));
  await expect(readFlatMaps(store, 'one')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
});
