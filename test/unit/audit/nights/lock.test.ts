import { expect, test } from 'vitest';
import { releaseLock, takeLock, type LockTools } from '../../../../src/audit/nights/lock.ts';
import { openStore } from '../../../../src/storage/openStore.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

interface More extends Partial<LockTools> {
  readonly host?: string;
  readonly job?: string;
}

const tools = (pid: number, more: More = {}): LockTools => ({
  holder: { host: more.host ?? 'here', boot: 'b', pid, start: '1', job: more.job ?? null },
  isGone: more.isGone ?? (() => false),
  now: more.now ?? (() => new Date('2026-05-01T03:00:00Z')),
});

test('held until it is given back; of ten at once one has it', async () => {
  const store = openStore(temporaryFolder());
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, pid) => takeLock(store, 'a', 'n', tools(pid))),
  );
  const [taken, ...others] = all.filter(({ state }) => state === 'taken');
  expect(others).toEqual([]);
  expect(await takeLock(store, 'a', 'm', tools(99))).toMatchObject({ state: 'held', night: 'n' });
  await releaseLock(store, 'a', (taken as { number: number }).number);
  expect(await takeLock(store, 'a', 'm', tools(99))).toMatchObject({ state: 'taken', abandoned: null });
});

test('a process that is gone loses it, one of another machine after a day', async () => {
  const store = openStore(temporaryFolder());
  await takeLock(store, 'a', 'n', tools(1));
  expect(await takeLock(store, 'a', 'm', tools(2, { isGone: () => true }))).toMatchObject({
    state: 'taken',
    abandoned: 'n',
  });
  const there = { host: 'there', isGone: () => true };
  const hours = (count: number) => () => new Date(Date.parse('2026-05-01T03:00:00Z') + count * 3_600_000);
  expect(await takeLock(store, 'a', 'o', tools(3, { ...there, now: hours(23) }))).toMatchObject({
    state: 'held',
  });
  expect(await takeLock(store, 'a', 'o', tools(3, { ...there, now: hours(25) }))).toMatchObject({
    state: 'taken',
  });
});

test('who is handed the same job of the queue takes it, wherever the earlier one was', async () => {
  const store = openStore(temporaryFolder());
  await takeLock(store, 'a', 'n', tools(1, { host: 'there', job: 'repeat:a:1' }));
  const other = await takeLock(store, 'a', 'm', tools(2, { job: 'repeat:a:2' }));
  expect(other).toMatchObject({ state: 'held', night: 'n' });
  const same = await takeLock(store, 'a', 'n', tools(3, { job: 'repeat:a:1' }));
  expect(same).toMatchObject({ state: 'taken', abandoned: 'n' });
});
