/** `camline run` from the outside: results, bad images, going on, refusing. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { camline, miniResnet, samples, type CliResult } from '../support/cli.ts';
import { sharedFolder } from '../support/sharedFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const run = (source: string, ...more: string[]): string[] => [
  'run',
  source,
  '--model',
  miniResnet,
  '--to',
  'out',
  '--run',
  'one',
  ...more,
];

interface Told {
  state: string;
  images: number;
  ok: number;
  failed: number;
  failedByCode: Record<string, number>;
  tooManyFailed: boolean;
  places: Record<string, string>;
}
const told = ({ stdout }: CliResult): Told => JSON.parse(stdout) as Told;

/** Every file of a folder with what tells whether it was written again. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mtimeMs, size, ino } = statSync(path);
      return [path, `${mtimeMs} ${size} ${ino}`];
    }),
  );
}

describe('three good photographs and four bad ones', () => {
  const cwd = sharedFolder();
  const photos = join(cwd, 'photos');
  const bad = ['empty.jpg', 'text.jpg', 'cut.jpg', 'noise.png'];
  let first: CliResult;

  beforeAll(async () => {
    mkdirSync(join(photos, 'deep/er'), { recursive: true });
    copyFileSync(join(samples, 'chelsea.jpg'), join(photos, 'cat.jpg'));
    copyFileSync(join(samples, 'coffee.jpg'), join(photos, 'deep/er/coffee with blanks & ünï.jpg'));
    copyFileSync(join(samples, 'rocket.jpg'), join(photos, 'deep/rocket.JPG'));
    writeFileSync(join(photos, 'empty.jpg'), '');
    writeFileSync(join(photos, 'text.jpg'), 'I am a text, really.');
    writeFileSync(join(photos, 'noise.png'), Buffer.from('89504e470d0a1a0a00000000ffff', 'hex'));
    writeFileSync(join(photos, 'cut.jpg'), readFileSync(join(samples, 'china.jpg')).subarray(0, 20_000));
    writeFileSync(join(photos, 'notes.txt'), 'no image, not listed');
    first = await camline(run(photos, '--methods', 'gradcam,scorecam', '--json'), { cwd });
  });

  test('bad images cost themselves: exit code 0, one warning line', () => {
    expect(first.exitCode, first.stderr).toBe(0);
    expect(told(first)).toMatchObject({ state: 'new', images: 7, ok: 3, failed: 4, tooManyFailed: false });
    const warnings = first.stderr.split('\n').filter((line) => line.includes('warning:'));
    expect(warnings).toEqual([expect.stringMatching(/4 of 7 images failed \(IMAGE_.*records$/)]);
  });

  test('run.json proves the sum, every reason is recorded', () => {
    const file = JSON.parse(readFileSync(join(cwd, 'out/runs/one/run.json'), 'utf8')) as {
      images: number;
      finished: { ok: number; failed: number };
    };
    expect(file.finished.ok + file.finished.failed).toBe(file.images);
    const records = readdirSync(join(cwd, 'out/runs/one/records'))
      .flatMap((name) =>
        readFileSync(join(cwd, 'out/runs/one/records', name), 'utf8')
          .trim()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as { key: string; status: string; code?: string; message?: string });
    expect(records).toHaveLength(7);
    const failed = records.filter(({ status }) => status === 'failed');
    expect(failed.map(({ key }) => key).sort()).toEqual([...bad].sort());
    expect(
      failed.every(
        ({ code, message }) => code?.startsWith('IMAGE_') && message !== undefined && message !== '',
      ),
    ).toBe(true);
  });

  test('what it says it left is there', () => {
    const { places } = told(first);
    expect(Object.keys(places)).toEqual([
      'heatmaps',
      'overlays',
      'maps',
      'contactSheet',
      'records',
      'table',
      'report',
    ]);
    expect(Object.values(places).filter((place) => !existsSync(place))).toEqual([]);
    expect(readdirSync(join(cwd, 'out/runs/one/overlays/scorecam'), { recursive: true })).toContain(
      'cat.jpg.jpg',
    );
  });

  test('the same command again does nothing and says so', async () => {
    const before = snapshot(join(cwd, 'out'));
    const again = await camline(run(photos, '--methods', 'gradcam,scorecam'), { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stdout).toContain('Nothing to do: run one was finished before.');
    expect(snapshot(join(cwd, 'out'))).toEqual(before);
  });

  test('another request under the same name is refused, and nothing changes', async () => {
    const before = snapshot(join(cwd, 'out'));
    const other = await camline(run(photos, '--methods', 'gradcam'), { cwd });
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toMatch(
      /another request: --methods: gradcam,scorecam → gradcam\. .*\[RUN_MISMATCH\]/,
    );
    expect(snapshot(join(cwd, 'out'))).toEqual(before);
  });

  test('--max-failed decides', async () => {
    const limited = (limit: string): Promise<CliResult> =>
      camline(run(photos, '--methods', 'gradcam,scorecam', '--max-failed', limit), { cwd });
    expect((await limited('4')).exitCode).toBe(0);
    const tooMany = await limited('3');
    expect(tooMany.exitCode).toBe(1);
    expect(tooMany.stderr).toMatch(
      /^camline: error: 4 of 7 images failed, more than --max-failed 3 allows$/m,
    );
    expect((await limited('57%')).exitCode).toBe(1);
    expect((await limited('58%')).exitCode).toBe(0);
  });

  test('--list names the classes of each image and why one failed', async () => {
    const { stdout } = await camline(run(photos, '--methods', 'gradcam,scorecam', '--list'), { cwd });
    expect(stdout).toMatch(/^cat\.jpg +class \d+ 0\.\d\d, class/m);
    expect(stdout).toMatch(/^empty\.jpg +failed: .*\[IMAGE_EMPTY\]$/m);
  });
});

test('all images failed: exit code 1', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'photos'));
  writeFileSync(join(cwd, 'photos/a.jpg'), '');
  writeFileSync(join(cwd, 'photos/b.jpg'), 'text');
  const result = await camline(run('photos', '--json'), { cwd });
  expect(result.exitCode).toBe(1);
  expect(told(result)).toMatchObject({ ok: 0, failed: 2, tooManyFailed: true });
  expect(result.stderr).toMatch(/^camline: error: every image failed$/m);
  expect(Object.keys(told(result).places)).toEqual(['contactSheet', 'records', 'table', 'report']);
});

test('records only, in shards of one, quietly, with a log', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'photos'));
  for (const name of ['chelsea.jpg', 'coffee.jpg'])
    copyFileSync(join(samples, name), join(cwd, 'photos', name));
  const how = ['--outputs', 'none', '--shard', '1', '--quiet', '--log-file', 'log/run.jsonl'];
  const result = await camline(run('photos', ...how), { cwd });
  expect(result).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(readdirSync(join(cwd, 'out/runs/one/records'))).toEqual(['shard-00000.jsonl', 'shard-00001.jsonl']);
  expect(existsSync(join(cwd, 'out/runs/one/heatmaps'))).toBe(false);
  const lines = readFileSync(join(cwd, 'log/run.jsonl'), 'utf8').trim().split('\n');
  const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(said.filter((text) => !text.startsWith('executor'))).toEqual([
    'device',
    'run started',
    'shard done',
    'shard done',
    'run finished',
  ]);
  expect(JSON.parse(lines[1]!)).toMatchObject({ run: 'one', images: 2, shards: 2, queue: 'embedded' });
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ run: 'one', ok: 2, failed: 0 });
});

test('fused maps have no file of their own, and none is named; huge images are refused unless asked for', async () => {
  const cwd = temporaryFolder();
  const small = ['--layers', 'layer3,layer4', '--max-image-pixels', '250000', '--json'];
  const result = await camline(run(samples, ...small), { cwd });
  expect(Object.keys(told(result).places)).toEqual([
    'heatmaps',
    'overlays',
    'contactSheet',
    'records',
    'table',
    'report',
  ]);
  expect(told(result).failedByCode).toEqual({ IMAGE_TOO_LARGE: expect.any(Number) as number });
  const records = readFileSync(join(cwd, 'out/runs/one/records/shard-00000.jsonl'), 'utf8');
  expect(records).toContain('taken by a run of its own with --max-image-pixels.');
});

test('progress goes to stderr in plain lines', async () => {
  const cwd = temporaryFolder();
  const { stdout, stderr } = await camline(run(samples), { cwd });
  expect(stderr).toMatch(/^0\/8 images$/m);
  expect(stderr).toMatch(/^8\/8 images(, \d+\.\d\/s)?$/m);
  expect(stderr).not.toContain('\u001b');
  expect(stdout).toMatch(/^run one: 8 explained, 0 failed$/m);
  expect(stdout).toMatch(/^report +.*report\.html$/m);
});
