/**
 * Whether audits have power: nights of which is known what changed. The networks and images are of bench/audits/train.py;
 * limits are the defaults.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import type { Night } from '../../src/audit/nights/night.ts';
import { camline, type CliResult } from '../support/cli.ts';
import { axeFaults, chromiumMissing, openBrowser } from '../support/dashboard/browser.ts';
import { serveDashboard } from '../support/dashboard/server.ts';
import { endProcess } from '../support/endProcess.ts';
import { shapesAudit, shapesFolder, writeShapes } from '../support/shapes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 480_000 });

const useModel = (cwd: string, name: string): void =>
  copyFileSync(join(shapesFolder, `${name}.onnx`), join(cwd, 'model.onnx'));

async function folderWithBaseline(): Promise<string> {
  const cwd = temporaryFolder();
  await writeShapes(cwd);
  writeFileSync(join(cwd, 'audit.yaml'), stringify(shapesAudit));
  useModel(cwd, 'base');
  expect(await audit(cwd)).toMatchObject({ exitCode: 4, night: { outcome: 'no-baseline', baseline: null } });
  return cwd;
}

async function audit(
  cwd: string,
  ...more: readonly string[]
): Promise<CliResult & { readonly night: Night }> {
  const result = await camline(['audit', 'run', 'audit.yaml', '--json', ...more], { cwd });
  return { ...result, night: JSON.parse(result.stdout) as Night };
}

/** One that does not end by itself before the test goes on. */
function startAudit(cwd: string): ChildProcess {
  const started = spawn(process.execPath, [cliEntry, 'audit', 'run', 'audit.yaml'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, CAMLINE_HOME: 'hung' },
    stdio: 'ignore',
  });
  onTestFinished(() => void started.kill('SIGKILL'));
  return started;
}

const verdictsOf = ({ checks }: Night): Record<string, string> =>
  Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));

const quietNight = {
  coverage: 'pass',
  accuracy: 'pass',
  'prediction-mix': 'pass',
  confidence: 'pass',
  'class-maps': 'pass',
  'image-maps': 'pass',
  'moved-maps': 'pass',
  faithfulness: 'pass',
  'dead-maps': 'pass',
  'spurious-focus': 'pass',
  speed: 'skipped',
};

/** What the five nights wrote, for who looks at it afterwards. */
const audited = mkdtempSync(join(tmpdir(), 'camline-test-'));
afterAll(() => rmSync(audited, { recursive: true, force: true }));

test('five nights: the same model, a shortcut, a shifted class, unreadable images, and one while another hangs', async () => {
  const cwd = await folderWithBaseline();

  // (a) The same model, other threads: nothing is told, and the noise floor is stated.
  const same = await audit(cwd, '--engine-threads', '1', '--junit', 'same.xml');
  expect(same).toMatchObject({ exitCode: 0, night: { outcome: 'pass', noiseImages: 40 } });
  expect(verdictsOf(same.night)).toEqual(quietNight);
  const floors = same.night.checks.flatMap(({ findings }) => findings).filter(({ noise }) => noise !== null);
  expect(floors.length).toBeGreaterThanOrEqual(8);
  expect(readFileSync(join(cwd, 'same.xml'), 'utf8')).toMatch(/failures="0"/);

  // (b) The last layer learned the patch: as good as before, but it looks elsewhere.
  useModel(cwd, 'spurious');
  const spurious = await audit(cwd);
  expect(spurious).toMatchObject({ exitCode: 1, night: { outcome: 'fail' } });
  expect(verdictsOf(spurious.night)).toMatchObject({
    accuracy: 'pass',
    'class-maps': 'fail',
    'spurious-focus': 'fail',
  });
  const page = readFileSync(
    join(cwd, `out/audits/shapes/nights/${spurious.night.night}/report.html`),
    'utf8',
  );
  expect(page).toContain('Images whose maps changed most');
  expect(page.match(/<svg/g)!.length).toBeGreaterThan(8);
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);

  // (c) One class is predicted more often.
  useModel(cwd, 'shifted');
  const shifted = await audit(cwd);
  expect(verdictsOf(shifted.night)['prediction-mix']).toBe('warn');
  const psi = shifted.night.checks.flatMap(({ findings }) => findings).find(({ id }) => id === 'psi')!;
  expect(psi.value).toBeGreaterThan(0.1);
  expect(psi.value).toBeLessThan(0.2);

  // (d) Half the images cannot be read.
  useModel(cwd, 'base');
  const names = readdirSync(join(cwd, 'images'));
  for (const name of names.filter((_, index) => index % 2 === 0))
    writeFileSync(join(cwd, 'images', name), 'no image');
  const broken = await audit(cwd);
  expect(broken).toMatchObject({
    exitCode: 3,
    night: { outcome: 'incomplete', explained: names.length / 2 },
  });
  expect(verdictsOf(broken.night)['coverage']).toBe('fail');
  expect(broken.night.failedByCode).toMatchObject({ IMAGE_UNSUPPORTED: names.length / 2 });

  const history = await camline(['audit', 'history', 'shapes', '--to', 'out'], { cwd });
  expect(history.stdout.split('\n')).toHaveLength(6);
  cpSync(join(cwd, 'out'), audited, { recursive: true });
});

const missing = chromiumMissing();
test.skipIf(missing !== undefined)(
  `the dashboard shows these nights${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    const { url } = await serveDashboard([audited]);
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(url);
    await page.getByRole('link', { name: 'Audits' }).click();
    await page.getByText('incomplete: too few images were explained').waitFor();
    expect(await axeFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'shapes', exact: true }).click();
    expect(await page.locator('td.night').count()).toBe(5);
    await page.locator('td.night a').nth(1).click(); // the third night of five: it learned the patch
    await page.waitForURL(/night=/);
    expect(await axeFaults(page)).toEqual([]);
    const row = page.getByRole('row', { name: /Spurious focus: change/ });
    await expect.poll(() => row.innerText()).toMatch(/^fail/);
    expect(await page.locator('.trends svg').count()).toBeGreaterThan(8);
    const named = await page.locator('.trends svg').first().getAttribute('aria-label');
    expect(named).toMatch(/^Coverage.*pass.*pass/);
    expect(await page.locator('.worst li').count()).toBe(8);
    const width = (image: object): number => ('naturalWidth' in image ? Number(image.naturalWidth) : 0);
    const heat = page.locator('.worst .heat').first();
    await heat.scrollIntoViewIfNeeded(); // pictures load when they come into sight
    await expect.poll(() => heat.evaluate(width), { timeout: 20_000 }).toBe(64);

    const again = await browser.newPage();
    await again.goto(page.url());
    expect(await again.getByRole('heading', { level: 1 }).innerText()).toBe(
      await page.getByRole('heading', { level: 1 }).innerText(),
    );
    await page.getByRole('link', { name: "the night's report" }).click();
    await page.getByRole('heading', { name: 'Images whose maps changed most' }).waitFor();
    const gone = await fetch(`${url}/stores/x/audits/shapes?night=../../runs`);
    expect(gone.status).toBe(404);
    expect(problems).toEqual([]);
  },
);

test('a baseline that is not there, or never could be compared with, is told before anything has run', async () => {
  const cwd = temporaryFolder();
  await writeShapes(cwd);
  useModel(cwd, 'base');
  writeFileSync(join(cwd, 'audit.yaml'), stringify({ ...shapesAudit, baseline: { run: 'nope' } }));
  const { exitCode, stderr } = await camline(['audit', 'run', 'audit.yaml'], { cwd });
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('[RUN_UNKNOWN]'),
  });
  const other = [
    'images',
    '--model',
    'model.onnx',
    '--card',
    shapesAudit.card,
    '--to',
    'out',
    '--run',
    'other',
  ];
  expect(await camline(['run', ...other, '--methods', 'eigencam'], { cwd })).toMatchObject({ exitCode: 0 });
  writeFileSync(join(cwd, 'audit.yaml'), stringify({ ...shapesAudit, baseline: { run: 'other' } }));
  const misfit = await camline(['audit', 'run', 'audit.yaml'], { cwd });
  expect(misfit.exitCode).toBe(2);
  expect(misfit.stderr).toContain('run other has none of the methods gradcam');
  expect(readdirSync(join(cwd, 'out/runs'))).toEqual(['other']);
});

test('(e) a night that hangs keeps the lock; the next one says so, and takes it when that one is gone', async () => {
  const cwd = await folderWithBaseline();
  const hung = startAudit(cwd);
  const locks = join(cwd, 'out/audits/shapes/locks');
  // A file that is still being written has another name.
  const taken = (): string[] => readdirSync(locks).filter((name) => /^\d+\.json$/.test(name));
  await vi.waitFor(() => expect(taken()).toHaveLength(2), { timeout: 60_000, interval: 50 });
  hung.kill('SIGSTOP');

  const locked = await audit(cwd);
  expect(locked).toMatchObject({ exitCode: 5, night: { outcome: 'locked', run: null } });
  expect(locked.night.remarks.join()).toMatch(/Still running: the night .*process \d+/);
  const folder = join(cwd, `out/audits/shapes/nights/${locked.night.night}`);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('an earlier night is still running');
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<failure');

  await endProcess(hung, 'SIGKILL');
  const next = await audit(cwd);
  expect(next).toMatchObject({ exitCode: 0, night: { outcome: 'pass' } });
  expect(next.night.remarks.join()).toContain('did not finish');
});

test('a night that died goes on with its model, whatever has become the latest since', async () => {
  const cwd = temporaryFolder();
  await writeShapes(cwd);
  const models = join(cwd, 'models');
  mkdirSync(models);
  writeFileSync(join(cwd, 'audit.yaml'), stringify({ ...shapesAudit, model: { latest: 'models' } }));
  copyFileSync(join(shapesFolder, 'base.onnx'), join(models, 'a.onnx'));
  const died = startAudit(cwd);
  const runs = join(cwd, 'out/runs');
  const begun = (): boolean =>
    existsSync(runs) && readdirSync(runs).some((run) => existsSync(join(runs, run, 'run.json')));
  await vi.waitUntil(begun, { timeout: 60_000, interval: 20 });
  await endProcess(died, 'SIGKILL');

  copyFileSync(join(shapesFolder, 'spurious.onnx'), join(models, 'b.onnx'));
  const path = join(models, 'a.onnx');
  expect(await audit(cwd)).toMatchObject({ exitCode: 4, night: { outcome: 'no-baseline', model: { path } } });
  expect(readdirSync(runs)).toHaveLength(1);
});
