/** The dashboard over a bucket and a Redis, with the right to read alone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { chromiumMissing, openBrowser } from '../support/dashboard/browser.ts';
import { camline, miniResnet } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { radosgwMissing } from '../support/radosgw.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { S3Server } from '../support/s3Server.ts';
import { sharedFolder } from '../support/sharedFolder.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const missing = radosgwMissing() ?? redisMissing() ?? chromiumMissing();
const images = 6;
const widthOf = (image: object): number => ('naturalWidth' in image ? Number(image.naturalWidth) : 0);

describe.skipIf(missing !== undefined)(
  `on S3 and Redis${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    const cwd = sharedFolder();
    const children: ChildProcess[] = [];
    let s3: S3Server;
    let redis: RedisServer;
    let reader: Readonly<Record<string, string>>;
    let browser: Browser;
    let page: Page;
    let url: string;

    const run = [
      '--model',
      miniResnet,
      '--shard',
      '2',
      '--outputs',
      'maps,features',
      '--to',
      's3://results/night',
    ];
    const start = (args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess => {
      const child = spawn(process.execPath, [cliEntry, ...args, '--redis', redis.url], {
        cwd,
        env: { PATH: process.env['PATH'], HOME: cwd, ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      children.push(child);
      return child;
    };

    beforeAll(async () => {
      [s3, redis, browser] = await Promise.all([S3Server.start('results'), startRedis(), openBrowser()]);
      reader = await s3.reader('results');
      await makePhotos(join(cwd, 'photos'), numbered(images));
      const dashboard = start(['dashboard', '--port', '0'], reader);
      for await (const line of createInterface({ input: dashboard.stdout! })) {
        url = line;
        break;
      }
      page = await browser.newPage();
    });
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      await browser?.close();
      await Promise.all([s3?.stop(), redis?.stop()]);
    });

    test('its credentials write nothing', async () => {
      const refused = await camline(['run', 'photos', ...run], { cwd, env: reader });
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toMatch(/s3:\/\/results/);
      expect(await s3.keys('results', '')).toEqual([]);
    });

    test('a run of the queue is followed to its end, with the store that its job names', async () => {
      const args = ['enqueue', 'photos', ...run, '--run', 'one', '--detach', '--redis', redis.url];
      const enqueued = await camline(args, { cwd, env: s3.env() });
      expect(enqueued.exitCode, enqueued.stderr).toBe(0);
      await page.goto(url);
      await page.getByRole('link', { name: 'one' }).waitFor();
      start(['worker'], { ...s3.env(), CAMLINE_ENGINE_THREADS: '1' });
      const state = page.locator('.state').first();
      await expect.poll(() => state.innerText(), { timeout: 90_000 }).toContain('finished');
      expect(await page.locator('.run-figures').first().innerText()).toContain(`${images} of ${images}`);
    });

    test('the raw queues are shown, and nothing of their page breaks its policy', async () => {
      const problems: string[] = [];
      const raw = await browser.newPage();
      raw.on('pageerror', (error) => problems.push(error.message));
      raw.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      raw.on('request', (request) => request.url().startsWith(url) || problems.push(request.url()));
      await raw.goto(url);
      await raw.getByRole('link', { name: 'Raw queues' }).click();
      await raw.getByText('explain').first().waitFor();
      await raw.goto(`${url}/queues/queue/runs?status=completed`);
      await raw.getByText('s3://results/night').first().waitFor();
      expect(problems).toEqual([]);
      await raw.close();
    });

    test('gallery, one image and its neighbours have their pictures', async () => {
      await page.getByRole('link', { name: 'one' }).click();
      await page.getByRole('link', { name: 'Gallery' }).click();
      expect(await page.locator('.image-tile').count()).toBe(images);
      for (const picture of ['.image-tile .heat', '.image-tile .stack img'])
        await expect.poll(() => page.locator(picture).first().evaluate(widthOf)).toBe(96);
      await page.locator('.image-tile').first().click();
      await page.getByRole('link', { name: 'Nearest images' }).click();
      expect(await page.locator('.image-tile').count()).toBe(images - 1);
    });
  },
);
