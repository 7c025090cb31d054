/** SIGKILL from outside: of everything at once, and of the supervisor alone. */
import { mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cliEntry } from '../../scripts/lib/paths.mjs';
import type { RunRecord } from '../../src/storage/record.ts';
import { camline, miniResnet } from '../support/cli.ts';
import { makePhotos } from '../support/makePhotos.ts';
import { processGone } from '../support/processGone.ts';
import { smallRequest } from '../support/runRequest.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const shardSize = 32;
const shards = 25;
const images = shards * shardSize;
const minutes = 60_000;

/** 800 photographs, a card for them, and the command that explains them. */
async function bundle() {
  const cwd = temporaryFolder();
  const names = Array.from({ length: images }, (_, index) => `${String(index).padStart(4, '0')}.jpg`);
  await makePhotos(join(cwd, 'photos'), names);
  writeFileSync(join(cwd, 'card.json'), JSON.stringify(smallRequest().card));
  const records = join(cwd, 'out/runs/big/records');
  mkdirSync(records, { recursive: true });
  const command = [
    'run',
    'photos',
    '--model',
    miniResnet,
    '--card',
    'card.json',
    '--to',
    'out',
    '--run',
    'big',
  ];
  const args = [...command, '--outputs', 'heatmaps,maps', '--log-file', 'log.jsonl'];
  return { cwd, names, records, args };
}

/** In a process group of its own, as a service manager would start it. */
function start({ cwd, args }: Pick<Awaited<ReturnType<typeof bundle>>, 'cwd' | 'args'>) {
  return execa(process.execPath, [cliEntry, ...args], {
    cwd,
    detached: true,
    reject: false,
    stdin: 'ignore',
  });
}

const done = (records: string): string[] =>
  readdirSync(records).filter((name) => /^shard-\d+\.jsonl$/.test(name));

/** Resolves when that many shards have their record. */
function shardsDone(records: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(records, () => {
      if (done(records).length < count) return;
      watcher.close();
      resolve();
    });
  });
}

/** What tells whether a file was written again. */
const stamps = (records: string, names: readonly string[]) =>
  names.map((name) => {
    const { mtimeMs, ino } = statSync(join(records, name));
    return { name, mtimeMs, ino, bytes: readFileSync(join(records, name), 'utf8') };
  });

const executorPids = (cwd: string): number[] =>
  readFileSync(join(cwd, 'log.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"msg":"executor started"'))
    .map((line) => (JSON.parse(line) as { pid: number }).pid);

test.each([
  ['of the whole process group', (pid: number) => process.kill(-pid, 'SIGKILL')],
  ['of the supervisor alone', (pid: number) => process.kill(pid, 'SIGKILL')],
])(
  'SIGKILL %s in the middle of 800 images, then the same command: each image once, no finished shard again',
  async (_what, kill) => {
    const given = await bundle();
    const { cwd, records, names } = given;
    const running = start(given);
    await shardsDone(records, 6);
    kill(running.pid!);
    await running;
    for (const pid of executorPids(cwd)) await processGone(pid);

    const finished = done(records);
    expect(finished.length).toBeGreaterThanOrEqual(5);
    expect(shards - finished.length).toBeGreaterThanOrEqual(5);
    const before = stamps(records, finished);

    const again = await camline(given.args, { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(stamps(records, finished)).toEqual(before);
    const lines = done(records).flatMap((name) =>
      readFileSync(join(records, name), 'utf8').trim().split('\n'),
    );
    const recorded = lines.map((line) => JSON.parse(line) as RunRecord);
    expect(recorded.map(({ key }) => key).sort()).toEqual(names);
    expect(recorded.every(({ status }) => status === 'ok')).toBe(true);
    expect(readdirSync(join(cwd, 'out/runs/big/maps/gradcam'))).toHaveLength(shards);
  },
  5 * minutes,
);
