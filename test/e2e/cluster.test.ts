/** Enqueue, worker and the commands about them, on the embedded queue that one process holds and others ask. */
import { cp, mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test, vi } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet, samples } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

vi.setConfig({ testTimeout: 180_000 });

const patience = { timeout: 60_000, interval: 250 } as const;

test('a run from enqueue to retry, beside a worker that holds the queue', async () => {
  const cwd = temporaryFolder();
  await mkdir(join(cwd, 'photos'));
  for (const name of readdirSync(samples)) await cp(join(samples, name), join(cwd, 'photos', name));
  await cp(join(samples, 'README.md'), join(cwd, 'photos', 'broken.jpg'));
  const tell = (...args: readonly string[]) => camline(args, { cwd });
  const state = async (run: string): Promise<Record<string, unknown>> => {
    const { stdout } = await tell('status', run, '--json');
    return (JSON.parse(stdout) as { runs: Record<string, unknown>[] }).runs[0]!;
  };
  const request = ['photos', '--model', miniResnet, '--to', 'out', '--shard', '3', '--run'];

  expect(await tell('enqueue', ...request, 'one', '--detach')).toMatchObject({ exitCode: 0, stdout: 'one' });
  expect(await tell('pause')).toMatchObject({ exitCode: 0 });
  expect((await tell('status')).stdout).toMatch(/paused[^]*one +waiting[^]*No workers/);

  const worker = execa(process.execPath, [cliEntry, 'worker'], { cwd, reject: false, stdin: 'ignore' });
  try {
    await once(worker.stderr, 'data'); // "worker ready": it holds the queue from here on
    await vi.waitUntil(async () => (await state('one'))['state'] === 'parked', patience);
    expect(await tell('cancel', 'one')).toMatchObject({ exitCode: 0 });
    expect(await tell('unpause')).toMatchObject({ exitCode: 0 });
    await vi.waitUntil(async () => (await state('one'))['state'] === 'ended', patience);
    expect(await state('one')).toMatchObject({ cancelled: true, finished: null, records: { ok: 0 } });

    expect(await tell('retry', 'one')).toMatchObject({ exitCode: 1 });
    expect(await tell('resume', 'one')).toMatchObject({ exitCode: 0 });
    await vi.waitUntil(async () => (await state('one'))['finished'] !== null, patience);
    expect(await state('one')).toMatchObject({
      cancelled: false,
      finished: { ok: 8, failed: 1 },
      records: { ok: 8, failed: 1 },
    });

    expect((await tell('retry', 'one', '--reason', 'TIMEOUT')).stdout).toContain('no image that failed');
    expect((await tell('retry', 'one')).stdout).toContain('1 failed images are tried again');
    await vi.waitUntil(async () => (await state('one'))['finished'] !== null, patience);
    expect(readdirSync(join(cwd, 'out/runs/one/records')).some((name) => name.includes('.r1.'))).toBe(true);

    const followed = await tell('enqueue', ...request, 'two', '--methods', 'eigencam');
    expect(followed).toMatchObject({ exitCode: 0 });
    expect(followed.stdout).toContain('run two: 8 explained, 1 failed');

    const second = await tell('worker');
    expect(second).toMatchObject({ exitCode: 5 });
    expect(second.stderr).toContain('[QUEUE_LOCKED]');
  } finally {
    worker.kill('SIGTERM');
    expect((await worker).exitCode).toBe(0);
  }
});

test('a dry run tells what to expect, and leaves nothing behind', async () => {
  const cwd = temporaryFolder();
  const args = ['enqueue', samples, '--model', miniResnet, '--to', 'out', '--dry-run'];
  const { exitCode, stdout } = await camline([...args, '--json'], { cwd });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ images: 8, shards: 1, sampleImages: 8, sampleFailedByCode: {} });
  expect((await camline(args, { cwd })).stdout).toMatch(/worker-hours +\d/);
  expect(readdirSync(cwd)).toEqual([]);

  writeFileSync(join(cwd, 'list.csv'), 'key\nnope.jpg\n');
  const none = await camline(['enqueue', 'list.csv', ...args.slice(2)], { cwd });
  expect({ exitCode: none.exitCode, stdout: none.stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(none.stderr).toContain('None of 1 images of the source could be explained (IMAGE_NOT_FOUND 1)');
});
