/** Stopping a run from outside, and two processes that want one queue folder. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const images = 80;
const args = ['run', 'photos', '--model', miniResnet, '--to', 'out', '--run', 'one'];
const slow = ['--methods', 'scorecam', '--layers', 'layer1.1', '--shard', '2'];

async function folderOfPhotos(): Promise<string> {
  const cwd = temporaryFolder();
  await mkdir(join(cwd, 'photos'));
  for (let copy = 0; copy < images / 8; copy++) {
    for (const name of readdirSync(samples))
      await cp(join(samples, name), join(cwd, 'photos', `${copy}-${name}`));
  }
  return cwd;
}

const start = (cwd: string, more: readonly string[]) =>
  execa(process.execPath, [cliEntry, ...args, ...more], { cwd, reject: false });

const recordsOf = (cwd: string): string[] => {
  const folder = join(cwd, 'out/runs/one/records');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
};

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)(
  '%s hands back, exits with %d, and the same command goes on',
  async (signal, exitCode) => {
    const cwd = await folderOfPhotos();
    const running = start(cwd, slow);
    await expect.poll(() => recordsOf(cwd).length, { timeout: 60_000 }).toBeGreaterThan(1);
    running.kill(signal);
    const stopped = await running;
    expect(stopped.exitCode).toBe(exitCode);
    expect(stopped.stderr).toContain('the same command goes on where it stopped');
    const before = recordsOf(cwd);
    expect(before.length).toBeLessThan(images / 2);

    const stamp = (name: string): number => statSync(join(cwd, 'out/runs/one/records', name)).mtimeMs;
    const stamps = before.map(stamp);
    const resumed = await camline([...args, ...slow, '--json'], { cwd });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ state: 'resumed', images, ok: images, failed: 0 });
    expect(before.map(stamp)).toEqual(stamps);
    const keys = recordsOf(cwd).flatMap((name) =>
      readFileSync(join(cwd, 'out/runs/one/records', name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { key: string }).key),
    );
    expect(new Set(keys).size).toBe(images);
    expect(keys).toHaveLength(images);
  },
  180_000,
);

test('a second process on the same queue folder is told who has it', async () => {
  const cwd = await folderOfPhotos();
  const running = start(cwd, slow);
  await expect.poll(() => recordsOf(cwd).length, { timeout: 60_000 }).toBeGreaterThan(0);
  // Stood still it keeps the folder for longer than the second one is ready to wait.
  running.kill('SIGSTOP');
  const second = await camline(['run', samples, '--model', miniResnet, '--to', 'other'], { cwd });
  running.kill('SIGCONT');
  running.kill('SIGTERM');
  await running;
  const said = second.stderr.split('\n').filter((line) => !line.includes('no model card beside it'));
  expect(said).toEqual([expect.stringMatching(/^camline: .*\[QUEUE_LOCKED\]$/)]);
  expect(said[0]).toContain(String(running.pid));
  expect(second.exitCode).toBe(5);
}, 120_000);
