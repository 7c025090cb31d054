/** The dashboard in a browser, over a queue that works. */
import { writeFileSync } from 'node:fs';
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

describe.skipIf(missing !== undefined)(
  `in Chromium${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    const cwd = sharedFolder();
    const images = 40;
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
      writeFileSync(join(cwd, 'photos', '<i onclick=alert(1)>&.jpg'), 'no image');
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

    test('no page had a script error or broke its own policy', () => {
      expect(problems).toEqual([]);
    });
  },
);
