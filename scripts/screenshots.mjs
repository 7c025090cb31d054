/**
 * `npm run screenshots [-- --all FOLDER]`: a run of `samples/` in a folder of its own, and pictures of the dashboard's pages as
 * Chromium draws them: those of docs/dashboard/, or with --all every page on a desk, on a phone and in the dark.
 */
import './lib/node.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromiumMissing, openBrowser } from './lib/chromium.mjs';
import { cliEntry, root } from './lib/paths.mjs';
import { ensureReady, main } from './lib/ready.mjs';

const model = join(root, 'models/efficientnet_lite0.onnx');
const key = 'chelsea.jpg';

/** Addresses below the run, by the name of the picture. */
const pages = {
  run: '',
  gallery: '/images',
  image: `/image?key=${key}`,
  nearest: `/nearest?key=${key}`,
  classes: '/classes',
  class: '/class?class=CLASS',
  compare: '/compare?with=later',
};
const kept = ['gallery', 'image', 'nearest'];
/** @type {Record<string, import('playwright-core').BrowserContextOptions>} */
const views = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
};

/** @param {string} cwd @param {readonly string[]} args */
function camline(cwd, args) {
  const { status, stderr } = spawnSync(process.execPath, [cliEntry, ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`camline ${args.join(' ')}:\n${stderr}`);
}

/** @param {string} cwd */
function makeRuns(cwd) {
  const common = ['--model', model, '--to', 'out', '--quiet', '--outputs', 'heatmaps,overlays,maps,features'];
  const samples = join(root, 'samples');
  camline(cwd, [
    'run',
    samples,
    ...common,
    '--run',
    'nightly',
    '--methods',
    'gradcam,layercam,eigencam',
    '--metrics',
    'deletion',
  ]);
  camline(cwd, [
    'run',
    samples,
    ...common,
    '--run',
    'later',
    '--methods',
    'gradcam',
    '--layers',
    'blocks.10',
  ]);
}

/** @param {string} cwd */
async function startDashboard(cwd) {
  const child = spawn(process.execPath, [cliEntry, 'dashboard', 'out', '--port', '0'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
  throw new Error('The dashboard ended before it told its address.');
}

/** @param {import('playwright-core').Page} page */
async function settle(page) {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.evaluate(
    `Promise.all([...document.images].map((one) => ((one.loading = 'eager'), one.decode().catch(() => undefined))))`,
  );
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string | undefined} folder
 */
async function takePictures(browser, url, folder) {
  const scout = await browser.newPage();
  await scout.goto(url);
  const run = await scout.getByRole('link', { name: 'nightly' }).getAttribute('href');
  await scout.goto(`${url}${run}/classes`);
  const address = (await scout.locator('tbody a').first().getAttribute('href')) ?? '';
  const index = new URL(address, url).searchParams.get('class') ?? '0';
  for (const [view, options] of Object.entries(views).slice(0, folder === undefined ? 1 : 3)) {
    const page = await browser.newPage(options);
    const shown = {
      overview: url,
      ...Object.fromEntries(
        Object.entries(pages).map(([name, rest]) => [name, `${url}${run}${rest.replace('CLASS', index)}`]),
      ),
    };
    for (const [name, place] of Object.entries(shown)) {
      if (folder === undefined && !kept.includes(name)) continue;
      await page.goto(place);
      await settle(page);
      const jpeg = await page.screenshot({ type: 'jpeg', quality: 50, fullPage: folder !== undefined });
      const file =
        folder === undefined
          ? join(root, 'docs/dashboard', `${name}.jpg`)
          : join(folder, `${name}-${view}.jpg`);
      writeFileSync(file, jpeg);
      console.log(file);
    }
    await page.close();
  }
}

await main(async () => {
  const { values } = parseArgs({ options: { all: { type: 'string' } } });
  const missing = chromiumMissing();
  if (missing !== undefined) throw new Error(missing);
  await ensureReady();
  const cwd = mkdtempSync(join(tmpdir(), 'camline-screenshots-'));
  if (values.all !== undefined) mkdirSync(values.all, { recursive: true });
  const browser = await openBrowser();
  let child;
  try {
    makeRuns(cwd);
    const served = await startDashboard(cwd);
    child = served.child;
    await takePictures(browser, served.url, values.all);
  } finally {
    child?.kill('SIGTERM');
    await browser.close();
    rmSync(cwd, { recursive: true, force: true });
  }
  return 0;
});
