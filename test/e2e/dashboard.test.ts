/** The dashboard in a browser, over a queue that works. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { axeFaults, chromiumMissing, openBrowser } from '../support/dashboard/browser.ts';
import { camline, miniResnet } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

const missing = chromiumMissing();

/** Of a picture as it was decoded; 0 before that. */
const widthOf = (image: object): number => ('naturalWidth' in image ? Number(image.naturalWidth) : 0);

describe.skipIf(missing !== undefined)(
  `in Chromium${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const cwd = sharedFolder();
    const images = 40;
    const hostileName = '<i onclick=alert(1)>&.jpg';
    const hostile = join(cwd, 'photos', hostileName);
    const children: ChildProcess[] = [];
    let browser: Browser;
    let page: Page;
    let url: string;
    const problems: string[] = [];

    const start = (...args: string[]): ChildProcess => {
      const child = spawn(process.execPath, [cliEntry, ...args], {
        cwd,
        env: { PATH: process.env['PATH'], HOME: cwd },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      children.push(child);
      return child;
    };
    const startDashboard = async (): Promise<string> => {
      const child = start('dashboard', 'out', '--allow-actions', '--port', '0');
      for await (const line of createInterface({ input: child.stdout! })) return line;
      throw new Error('The dashboard ended before it told its address.');
    };

    beforeAll(async () => {
      await makePhotos(join(cwd, 'photos'), numbered(images));
      // As long as the photograph that takes its place later: a run knows how long its files are.
      writeFileSync(hostile, Buffer.alloc(readFileSync(join(cwd, 'photos', '000.jpg')).length));
      browser = await openBrowser();
      page = await browser.newPage({ reducedMotion: 'reduce' });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      url = await startDashboard();
    });

    afterAll(async () => {
      await browser.close();
      for (const child of children) child.kill('SIGKILL');
    });

    test('an empty store: what to do next', async () => {
      await page.goto(url);
      await page.getByText('No runs yet').waitFor();
      expect(await axeFaults(page)).toEqual([]);
    });

    test('enqueued images are counted while one watches, without a reload', async () => {
      const enqueued = await camline(
        [
          'enqueue',
          'photos',
          '--model',
          miniResnet,
          '--to',
          'out',
          '--run',
          'night',
          '--shard',
          '2',
          '--outputs',
          'heatmaps,maps,features',
          '--detach',
        ],
        { cwd },
      );
      expect(enqueued.exitCode, enqueued.stderr).toBe(0);
      await page.getByRole('link', { name: 'night' }).waitFor();
      start('worker');
      const seen = new Set<string>();
      const figures = page.locator('.run-figures').first();
      await expect
        .poll(async () => (seen.add(await figures.innerText()), page.locator('.state').first().innerText()), {
          timeout: 50_000,
        })
        .toContain('finished');
      expect([...seen].at(-1)).toContain(`${images + 1} of ${images + 1}`);
      expect([...seen].at(-1)).toContain('1 failed');
      expect(await axeFaults(page)).toEqual([]);
    });

    test('the run: what failed and why', async () => {
      await page.getByRole('link', { name: 'night' }).click();
      await page.getByRole('heading', { name: '1 image failed' }).waitFor();
      await page.getByText(hostileName).waitFor();
      expect(await axeFaults(page)).toEqual([]);
    });

    test('the gallery: pictures, filters in the address, keys', async () => {
      await page.getByRole('link', { name: 'Gallery' }).click();
      const heat = page.locator('.image-tile .heat').first();
      await expect.poll(() => heat.evaluate(widthOf)).toBe(96);
      const photo = page.locator('.image-tile .stack img').first();
      await expect.poll(() => photo.evaluate(widthOf)).toBe(96);
      expect(await page.locator('.image-tile').count()).toBe(images + 1);
      expect(await axeFaults(page)).toEqual([]);

      const opacity = (): Promise<string> =>
        page.evaluate<string>("getComputedStyle(document.querySelector('.heat')).opacity");
      expect(await opacity()).toBe('0.5');
      await page.keyboard.press('+');
      expect(await opacity()).toBe('0.6');
      await page.keyboard.press('o');
      expect(await opacity()).toBe('0');

      await page.getByLabel('order').selectOption('unsure');
      await page.waitForURL(/order=unsure/);
      await page.getByLabel('name holds').fill('00');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.waitForURL(/find=00/);
      expect(await page.locator('#total').innerText()).toBe('10 images');
      const order = await page.locator('.caption .number').allInnerTexts();
      expect(order.map(Number.parseFloat)).toEqual(order.map(Number.parseFloat).toSorted((a, b) => a - b));
      const again = await browser.newPage();
      await again.goto(page.url());
      expect(await again.locator('.caption .number').allInnerTexts()).toEqual(order);
      await again.close();

      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      const focused = "[...document.querySelectorAll('.image-tile')].indexOf(document.activeElement)";
      expect(await page.evaluate<number>(focused)).toBe(1);
    });

    test('one image: every map, and its neighbours in the view', async () => {
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Maps' }).waitFor();
      await expect.poll(() => page.locator('.maps .heat').first().evaluate(widthOf)).toBe(96);
      expect(await page.locator('.answer li').count()).toBe(5);
      expect(await axeFaults(page)).toEqual([]);
      const first = await page.getByRole('heading', { level: 1 }).innerText();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).not.toBe(first);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(first);
    });

    test('the nearest images of it: keys, and a picture from the first to the last', async () => {
      const key = await page.getByRole('heading', { level: 1 }).innerText();
      await page.keyboard.press('n');
      await page.getByRole('heading', { name: `Nearest to ${key}` }).waitFor();
      expect(await page.locator('.image-tile').count()).toBe(images - 1);
      await expect.poll(() => page.locator('.image-tile .heat').first().evaluate(widthOf)).toBe(96);
      const cosines = (await page.locator('.caption-figure').allInnerTexts()).map((text) =>
        Number(text.replace('cosine ', '')),
      );
      expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
      expect(await axeFaults(page)).toEqual([]);

      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Maps' }).waitFor();
      expect(await page.getByRole('heading', { level: 1 }).innerText()).not.toBe(key);
      await page.goBack();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(key);
    });

    test('a failed image that was mended is explained after one click', async () => {
      copyFileSync(join(cwd, 'photos', '000.jpg'), hostile);
      await page.getByRole('link', { name: 'night' }).click();
      await page.getByRole('link', { name: hostileName }).click();
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole('button', { name: /^Try all images again/ }).click();
      await expect
        .poll(() => page.locator('#progress').innerText(), { timeout: 50_000 })
        .toContain(`explained\n${images + 1}`);
      await expect.poll(() => page.locator('#state').innerText(), { timeout: 50_000 }).toContain('finished');
      expect(await page.getByRole('heading', { name: 'failed' }).count()).toBe(0);
    });

    test('classes, one class, and a comparison', async () => {
      const run = new URL(page.url()).pathname;
      for (const path of [`${run}/classes`, `${run}/compare?with=night`]) {
        await page.goto(url + path);
        expect(await axeFaults(page), path).toEqual([]);
      }
      await page.locator('.split').first().fill('20');
      const clip = "getComputedStyle(document.querySelector('.pair .after')).clipPath";
      expect(await page.evaluate<string>(clip)).toBe('inset(0px 0px 0px 20%)');
      await page.goto(`${url}${run}/classes`);
      await page.locator('tbody a').first().click();
      await expect.poll(() => page.locator('.mean img').evaluate(widthOf)).toBe(96);
      expect(await axeFaults(page)).toEqual([]);
      await page.goto(url + run);
    });

    test('no page had a script error or broke its own policy', () => {
      expect(problems).toEqual([]);
    });

    test('a dashboard that is killed and started again shows the same counts', async () => {
      const before = await page.locator('#progress').innerText();
      const { pathname } = new URL(page.url());
      children[0]!.kill('SIGKILL');
      url = await startDashboard();
      await page.goto(url + pathname);
      expect(await page.locator('#progress').innerText()).toBe(before);
    });
  },
);
