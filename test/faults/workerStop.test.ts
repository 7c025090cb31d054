/** A worker that is ended with a shard in hand that does not end: nothing stays behind. */
import { mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cliEntry, root } from '../../scripts/lib/paths.mjs';
import { camline, miniResnet } from '../support/cli.ts';
import { makePhotos } from '../support/makePhotos.ts';
import { processGone } from '../support/processGone.ts';
import { smallRequest } from '../support/runRequest.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const preload = pathToFileURL(join(root, 'test/support/deadlyImages.mjs')).href;

/** Resolves when the log holds a line with `text`. */
function logged(folder: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      const log = readFileSync(join(folder, 'log.jsonl'), 'utf8');
      const line = log.split('\n').find((one) => one.includes(text));
      if (line === undefined) return;
      watcher.close();
      resolve(line);
    });
  });
}

/** Two photographs, and a run that hangs at the second; resolves when it does. */
async function hangingRun() {
  const cwd = temporaryFolder();
  await makePhotos(join(cwd, 'photos'), ['0.jpg', '1hang.jpg']);
  writeFileSync(join(cwd, 'card.json'), JSON.stringify(smallRequest().card));
  const logs = join(cwd, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'log.jsonl'), '');
  const args = ['run', 'photos', '--model', miniResnet, '--card', 'card.json', '--to', 'out', '--run', 'one'];
  const running = execa(process.execPath, [cliEntry, ...args, '--log-file', 'logs/log.jsonl'], {
    cwd,
    env: { NODE_OPTIONS: `--import=${preload}` },
    reject: false,
    forceKillAfterDelay: false,
    stdin: 'ignore',
  });
  const { pid } = JSON.parse(await logged(logs, '"msg":"hanging"')) as { pid: number };
  return { cwd, args, running, pid };
}

test('SIGTERM while an image hangs: gone within 30 seconds, executor too; the same command finishes', async () => {
  const { cwd, args, running, pid } = await hangingRun();
  const stoppedAt = performance.now();
  running.kill('SIGTERM');
  const { exitCode } = await running;
  expect(performance.now() - stoppedAt).toBeLessThan(30_000);
  expect(exitCode).toBe(143);
  await processGone(pid);

  const again = await camline([...args, '--json'], { cwd });
  expect(again.exitCode, again.stderr).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ images: 2, ok: 2, failed: 0 });
}, 180_000);

test('SIGKILL of the supervisor while its executor hangs leaves no executor behind', async () => {
  const { running, pid } = await hangingRun();
  running.kill('SIGKILL');
  await running;
  await expect(processGone(pid)).resolves.toMatchObject({ exitCode: 0 });
}, 180_000);
