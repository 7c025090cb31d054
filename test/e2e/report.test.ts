/** `report.html` as a person opens it: from a disk, without a network, on a screen, a phone and paper. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeOverlayJpeg } from '../../src/imaging/encode.ts';
import { writeReport } from '../../src/report/writeReport.ts';
import { keys } from '../../src/storage/keys.ts';
import { encodeNpy } from '../../src/storage/npy.ts';
import { openStore } from '../../src/storage/openStore.ts';
import { axeFaults, chromiumMissing, openBrowser } from '../support/dashboard/browser.ts';
import { failedRecord, okRecord, writeRun } from '../support/dashboard/records.ts';
import { explained } from '../support/records.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const missing = chromiumMissing();
const run = 'night';
const picture = { data: new Uint8Array(96 * 96 * 3).fill(90), width: 96, height: 96 };
const hostile = `<img src=x onerror="alert(1)">${'long-name-'.repeat(20)}.jpg`;

describe.skipIf(missing !== undefined)(`in Chromium${missing === undefined ? '' : ` (${missing})`}`, () => {
  const folder = sharedFolder();
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    const store = openStore(folder);
    const methods = ['gradcam', 'scorecam', 'layercam', 'eigencam', 'fullgrad'];
    const records = [3, 4, 5, 3].map((index, at) => {
      const key = at === 0 ? hostile : `${at}.jpg`;
      const overlay = keys.overlay(run, 'gradcam', key, '');
      const explanations = methods.map((method) =>
        explained({ class: index, method, overlay: method === 'gradcam' ? overlay : null, flat: at === 2 }),
      );
      return okRecord(key, { explanations });
    });
    for (const { explanations } of records)
      await store.put(explanations[0]!.overlay!, await encodeOverlayJpeg(picture));
    await writeRun(store, run, [[...records, failedRecord('broken.jpg')]], {}, { methods });
    const data = Float32Array.from({ length: 5 * 4 }, (_, at) => at);
    for (const method of methods)
      await store.put(keys.maps(run, method, 0), encodeNpy({ data, shape: [5, 1, 2, 2] }));
    const { reportKey } = await writeReport(store, run);
    browser = await openBrowser();
    page = await browser.newPage({ colorScheme: 'dark' });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => problems.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${join(folder, reportKey)}`);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const height = (name: string): Promise<number> =>
    page.getByRole('region', { name }).evaluate((section) => section.getBoundingClientRect().height);

  test('nothing is loaded, nothing is wrong, and a hostile name is a name', async () => {
    await page.getByRole('heading', { name: hostile }).first().waitFor();
    expect(asked.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    expect(problems).toEqual([]);
    expect(await axeFaults(page)).toEqual([]);
  });

  test('what is folded away opens: mean maps of the classes that have any', async () => {
    const folded = await height('Mean maps of classes');
    await page.getByText('Mean maps by class').click();
    expect(await height('Mean maps of classes')).toBeGreaterThan(folded + 100);
    // Of class 5 the only map is flat.
    expect(await page.locator('.means h3').allInnerTexts()).toEqual(['class 3', 'class 4']);
    const drawn = await page
      .locator('.means img')
      .evaluateAll((images) =>
        images.map(
          (image) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth,
        ),
      );
    expect(drawn).toEqual(Array(10).fill(96));
    expect(await axeFaults(page)).toEqual([]);
  });

  test.each([320, 390, 768, 1280])('%i pixels wide: nothing sticks out', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const sticking = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((one) => one.closest('.scroll') === null && one.getBoundingClientRect().right > innerWidth)
        .map((one) => one.outerHTML.slice(0, 200)),
    );
    expect(sticking).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });

  test('on paper: light, and nothing folded away', async () => {
    await page.emulateMedia({ media: 'print' });
    const [red] = (await page.locator('body').evaluate((body) => getComputedStyle(body).color)).match(
      /\d+/g,
    )!;
    expect(Number(red)).toBeLessThan(64);
    for (const name of ['Mean maps of classes', 'Most confident'])
      expect(await height(name)).toBeGreaterThan(200);
  });
});
