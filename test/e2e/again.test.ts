/** The same command again, after what may have happened to run, destination and folder since. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { cliEntry, root } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, type CliResult } from '../support/cli.ts';
import { makePhotos, numbered } from '../support/makePhotos.ts';
import { smallRequest } from '../support/runRequest.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const timeout = 180_000;

const command = (to: string, ...more: string[]): string[] => {
  const what = ['run', 'photos', '--model', miniResnet, '--card', 'card.json', '--to', to, '--run', 'one'];
  return [...what, '--json', ...more];
};

async function bundle(cwd: string, names: readonly string[]): Promise<string> {
  await makePhotos(join(cwd, 'photos'), names);
  writeFileSync(join(cwd, 'card.json'), JSON.stringify(smallRequest().card));
  return cwd;
}

const recordFiles = (cwd: string, to = 'out'): string[] => {
  const folder = join(cwd, to, 'runs/one/records');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
};

const told = ({ exitCode, stdout, stderr }: CliResult): Record<string, unknown> => {
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('a run that was stopped with a part of its images done', () => {
  const images = 24;
  const slow = ['--methods', 'scorecam', '--layers', 'layer1.1', '--shard', '1'];

  async function stoppedRun(): Promise<string> {
    const cwd = await bundle(temporaryFolder(), numbered(images));
    const running = execa(process.execPath, [cliEntry, ...command('out', ...slow)], { cwd, reject: false });
    await expect.poll(() => recordFiles(cwd).length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(2);
    running.kill('SIGINT');
    expect((await running).exitCode).toBe(130);
    expect(recordFiles(cwd).length).toBeLessThan(images);
    return cwd;
  }

  test(
    'and whose destination was removed is done anew: no photograph is blamed for the records that are gone',
    async () => {
      const cwd = await stoppedRun();
      rmSync(join(cwd, 'out'), { recursive: true });
      const again = told(await camline(command('out', ...slow), { cwd }));
      expect(again).toMatchObject({ state: 'new', ok: images, failed: 0 });
    },
    timeout,
  );

  test(
    'and some of whose records were removed does those again',
    async () => {
      const cwd = await stoppedRun();
      for (const name of recordFiles(cwd).slice(0, 2)) rmSync(join(cwd, 'out/runs/one/records', name));
      const again = told(await camline(command('out', ...slow), { cwd }));
      expect(again).toMatchObject({ state: 'resumed', ok: images, failed: 0 });
    },
    timeout,
  );

  test(
    'does not meet a run of the same name for another destination',
    async () => {
      const cwd = await stoppedRun();
      const before = recordFiles(cwd);
      const other = told(await camline(command('other', ...slow), { cwd }));
      expect(other).toMatchObject({ state: 'new', ok: images, failed: 0 });
      expect(recordFiles(cwd, 'other')).toHaveLength(images);
      expect(recordFiles(cwd)).toEqual(expect.arrayContaining(before));
      expect(told(await camline(command('out', ...slow), { cwd }))).toMatchObject({ ok: images, failed: 0 });
    },
    timeout,
  );
});

describe('a finished run', () => {
  const cwd = sharedFolder();
  const place = join(cwd, 'out/runs/one');
  beforeAll(async () => {
    await bundle(cwd, numbered(4));
    told(await camline(command('out'), { cwd }));
  }, timeout);

  test.each(['report.html', 'contact-sheet.jpg', 'summary.json'])(
    'that lost its %s makes it again, and nothing else',
    async (name) => {
      const before = readFileSync(join(place, name));
      const records = readFileSync(join(place, 'records/shard-00000.jsonl'));
      const file = readFileSync(join(place, 'run.json'));
      rmSync(join(place, name));
      expect(told(await camline(command('out'), { cwd }))).toMatchObject({ ok: 4 });
      expect(readFileSync(join(place, name))).toEqual(before);
      expect(readFileSync(join(place, 'records/shard-00000.jsonl'))).toEqual(records);
      expect(readFileSync(join(place, 'run.json'))).toEqual(file);
    },
    timeout,
  );

  test(
    'says how its folder has changed, and keeps its list',
    async () => {
      const silent = await camline(command('out'), { cwd });
      expect(silent.stderr).toBe('');
      await makePhotos(join(cwd, 'photos'), ['new1.jpg', 'new2.jpg']);
      rmSync(join(cwd, 'photos/001.jpg'));
      writeFileSync(join(cwd, 'photos/002.jpg'), 'changed');
      const again = await camline(command('out'), { cwd });
      expect(told(again)).toMatchObject({ state: 'finished', images: 4, ok: 4 });
      expect(again.stderr).toBe(
        'camline: the images have changed since run one was started: 2 images are new (new1.jpg, new2.jpg); ' +
          '1 image is gone (001.jpg); 1 image is changed (002.jpg). The run keeps its list. ' +
          'Give the same command another --run to explain them as they are now.',
      );
    },
    timeout,
  );
});

describe('images that failed', () => {
  const cwd = sharedFolder();
  const place = join(cwd, 'out/runs/one');
  const deadly = {
    NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'test/support/deadlyImages.mjs')).href}`,
  };
  const read = (name: string): string => readFileSync(join(place, name), 'utf8');
  let run: CliResult;
  let first: string;

  beforeAll(async () => {
    await bundle(cwd, ['0.jpg', '1crash.jpg', '2.jpg']);
    writeFileSync(join(cwd, 'photos/3.jpg'), 'a text');
    run = await camline(command('out'), { cwd, env: deadly });
    first = read('records/shard-00000.jsonl');
  }, timeout);

  test(
    'are tried again by --retry-failed alone, beside the first records, and count as they are now',
    async () => {
      const failedByCode = { WORKER_CRASHED: 1, IMAGE_UNSUPPORTED: 1 };
      expect(told(run)).toMatchObject({ ok: 2, failed: 2, failedByCode });
      expect(told(await camline(command('out'), { cwd }))).toMatchObject({ state: 'finished', failed: 2 });
      const retried = told(await camline(command('out', '--retry-failed'), { cwd }));
      expect(retried).toMatchObject({
        state: 'retried',
        images: 4,
        ok: 3,
        failed: 1,
        failedByCode: { IMAGE_UNSUPPORTED: 1 },
      });
      expect(read('records/shard-00000.jsonl')).toBe(first);
      const lines = read('records/shard-00000.r1.jsonl').trim().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(['1crash.jpg', '3.jpg']);
      expect(readdirSync(join(place, 'maps/gradcam'))).toEqual(['shard-00000.npy', 'shard-00000.r1.npy']);
      expect(existsSync(join(place, 'heatmaps/gradcam/1crash.jpg.png'))).toBe(true);
      expect(JSON.parse(read('summary.json'))).toMatchObject({ images: 4, ok: 3, failed: 1 });
      expect(read('report.html')).toContain('1crash.jpg, what the network saw');
    },
    timeout,
  );

  test(
    'a retried image has the bytes of one that never failed',
    async () => {
      const other = told(await camline(command('undisturbed'), { cwd }));
      expect(other).toMatchObject({ ok: 3, failed: 1 });
      const [line] = read('records/shard-00000.r1.jsonl').split('\n');
      const undisturbed = readFileSync(join(cwd, 'undisturbed/runs/one/records/shard-00000.jsonl'), 'utf8');
      expect(undisturbed.split('\n')).toContain(line);
    },
    timeout,
  );

  test(
    'nothing to retry is said, and changes nothing',
    async () => {
      cpSync(join(cwd, 'photos/0.jpg'), join(cwd, 'good/0.jpg'));
      const good = [
        'run',
        'good',
        '--model',
        miniResnet,
        '--card',
        'card.json',
        '--to',
        'out2',
        '--retry-failed',
      ];
      expect((await camline(good, { cwd })).exitCode).toBe(0);
      const again = await camline(good, { cwd });
      expect(again.stdout).toContain('Nothing to do');
    },
    timeout,
  );
});

describe('source and destination', () => {
  test('that are one folder are refused, before anything is written', async () => {
    const cwd = await bundle(temporaryFolder(), numbered(1));
    const result = await camline(command('photos'), { cwd });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/Expected a destination beside the images.*\[CONFIG_INVALID\]$/);
    expect(readdirSync(join(cwd, 'photos'))).toEqual(['000.jpg']);
  });

  test(
    'a destination inside is left out, which is said; so are results of other runs',
    async () => {
      const cwd = await bundle(temporaryFolder(), numbered(2));
      mkdirSync(join(cwd, 'photos/mine'));
      const first = await camline(command('photos/out'), { cwd });
      expect(told(first)).toMatchObject({ images: 2, ok: 2 });
      expect(first.stderr).toContain('photos/out lies inside the source and is left out');
      expect(told(await camline(command('photos/mine'), { cwd }))).toMatchObject({ images: 2, ok: 2 });
      expect(told(await camline(command('elsewhere'), { cwd }))).toMatchObject({ images: 2, ok: 2 });
    },
    timeout,
  );
});
