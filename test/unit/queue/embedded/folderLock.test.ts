import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeFolderLock, type FolderLock } from '../../../../src/queue/embedded/folderLock.ts';
import { ownIdentity } from '../../../../src/queue/embedded/processIdentity.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

function homeWith(holder: unknown, number = 7): string {
  const home = temporaryFolder();
  mkdirSync(path.join(home, 'lock'));
  writeFileSync(
    path.join(home, 'lock', String(number)),
    typeof holder === 'string' ? holder : JSON.stringify(holder),
  );
  return home;
}

const living = { ...ownIdentity(), since: '2026-01-01T00:00:00.000Z', released: false };
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const locked = { code: 'QUEUE_LOCKED' };

test('a second taker is refused until the first lets go', async () => {
  const home = path.join(temporaryFolder(), 'new', 'home');
  const lock = await takeFolderLock(home);
  await expect(takeFolderLock(home)).rejects.toMatchObject(locked);
  await lock.release();
  const again = await takeFolderLock(home);
  await expect(takeFolderLock(home)).rejects.toMatchObject(locked);
  await again.release();
  expect(readdirSync(path.join(home, 'lock'))).toEqual(['2']);
});

test('the refusal names the holder and the ways out', async () => {
  const home = homeWith({ ...living, pid: process.ppid, start: '' });
  await expect(takeFolderLock(home)).rejects.toThrow(
    new RegExp(`${home}.*process ${process.ppid} since 2026.*Wait.*CAMLINE_HOME.*CAMLINE_REDIS_URL`),
  );
  await expect(takeFolderLock(homeWith(living))).rejects.toThrow(/this very process/);
});

describe('a lock is stale', () => {
  test.each([
    ['when its process has ended', () => ({ ...living, pid: deadPid() })],
    ['when another process has its number now', () => ({ ...living, pid: process.ppid, start: '1' })],
    ['when the machine was started anew', () => ({ ...living, boot: 'another-boot' })],
    ['when it was given back', () => ({ ...living, released: true })],
  ])('%s', async (_name, holder) => {
    const home = homeWith(holder());
    const lock = await takeFolderLock(home);
    expect(readdirSync(path.join(home, 'lock'))).toEqual(['8']);
    await lock.release();
  });
});

describe('a lock is respected', () => {
  test('of another machine, whose processes cannot be seen', async () => {
    const home = homeWith({ ...living, host: `not-${hostname()}`, pid: deadPid() });
    await expect(takeFolderLock(home)).rejects.toThrow(/on not-.*If that machine is gone, delete/);
  });

  test('that cannot be read', async () => {
    await expect(takeFolderLock(homeWith('{"pid":'))).rejects.toMatchObject(locked);
  });
});

test('of 30 takers of a stale lock exactly one wins, again and again', async () => {
  const home = homeWith({ ...living, boot: 'another-boot' });
  for (let round = 0; round < 10; round++) {
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => takeFolderLock(home)));
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won).toHaveLength(1);
    await (won[0] as FolderLock).release();
  }
  expect(readdirSync(path.join(home, 'lock'))).toEqual(['17']);
});

test('a taker that is killed half-way leaves nothing in the way', async () => {
  const home = homeWith({ ...living, released: true });
  writeFileSync(path.join(home, 'lock', 'new-1-abc'), '{"ho');
  await (await takeFolderLock(home)).release();
  expect(existsSync(path.join(home, 'lock', '8'))).toBe(true);
});
