import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { measured } from '../../../scripts/lib/measured.mjs';
import { paperPage } from '../../../scripts/lib/paperPage.mjs';
import { textOf } from '../../support/docs/pages.ts';

type Measured = Parameters<typeof paperPage>[0];

const written = async (constants: Measured): Promise<string> =>
  format(paperPage(constants), { ...(await resolveConfig('docs/x.md')), parser: 'markdown' });

test('the page is what the script makes of the constants (npm run docs)', async () => {
  expect(textOf('docs/performance-on-paper.md')).toBe(await written(measured()));
});

test('round constants give figures that can be checked by hand', async () => {
  const page = await written({
    works: [{ name: 'one', passesPerImage: 1, millisPerImage: 36 }],
    bytesPerImage: { everything: 30_000, maps: 1000, records: 500 },
    redisBytesPerImage: 20,
    enqueueSecondsPerMillion: 36,
  });
  // 50 000 x 36 ms = 30 min; 1e7 = 100 h; 1e9 = 10 000 h
  expect(page).toMatch(/\| one +\| 1 an image +\| 30 min +\| 100 h +\| 10 000 h +\|/);
  expect(page).toMatch(/\| Redis +\| 1\.0 MB +\| 200 MB +\| 20 GB +\|/);
  expect(page).toMatch(/\| written, everything +\| 1\.5 GB +\| 300 GB +\| 30 TB +\|/);
  expect(page).toMatch(/\| into the queue +\| 1\.8 s +\| 6\.0 min +\| 10 h +\|/);
});
