import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../scripts/lib/lock.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'camline-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('two at once go one after the other', async () => {
  const lock = join(folder, 'lock');
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} in`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} out`);
  };
  await Promise.all([withLock(lock, work('a')), withLock(lock, work('b'))]);
  expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a dead process is taken over', async () => {
  const lock = join(folder, 'lock');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(lock, String(dead));
  expect(await withLock(lock, () => 'done')).toBe('done');
});

test('the waiting process is told who holds it, once', async () => {
  const lock = join(folder, 'lock');
  const told: number[] = [];
  await withLock(lock, async () => {
    const second = withLock(
      lock,
      () => 'second',
      (owner) => told.push(owner),
    );
    await expect.poll(() => told).toEqual([process.pid]);
    rmSync(lock);
    expect(await second).toBe('second');
  });
  expect(told).toEqual([process.pid]);
});

test('a failure frees it', async () => {
  const lock = join(folder, 'lock');
  await expect(
    withLock(lock, () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});
