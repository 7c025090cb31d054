import { expect, test } from 'vitest';
import { SharedLock } from '../../../src/worker/sharedLock.ts';

/** Work that starts and ends under the test's control, and tells both. */
function bench() {
  const lock = new SharedLock();
  const log: string[] = [];
  const start = (name: string, how: 'shared' | 'alone') => {
    let end!: () => void;
    const gate = new Promise<void>((resolve) => (end = resolve));
    const ended = lock[how](async () => {
      log.push(`${name} starts`);
      await gate;
      log.push(`${name} ends`);
    });
    return { end: () => (end(), ended) };
  };
  return { log, start };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('many share; one alone waits for all of them, and those behind it wait for it', async () => {
  const { log, start } = bench();
  const a = start('a', 'shared');
  const b = start('b', 'shared');
  const alone = start('alone', 'alone');
  const late = start('late', 'shared');
  await settled();
  expect(log).toEqual(['a starts', 'b starts']);
  await a.end();
  await settled();
  expect(log.at(-1)).toBe('a ends');
  await b.end();
  await settled();
  expect(log.slice(3)).toEqual(['b ends', 'alone starts']);
  await alone.end();
  await settled();
  expect(log.slice(5)).toEqual(['alone ends', 'late starts']);
  await late.end();
});

test('two alone run one after the other', async () => {
  const { log, start } = bench();
  const first = start('first', 'alone');
  const second = start('second', 'alone');
  await settled();
  expect(log).toEqual(['first starts']);
  await first.end();
  await settled();
  expect(log).toEqual(['first starts', 'first ends', 'second starts']);
  await second.end();
});

test('work that fails lets the next in', async () => {
  const lock = new SharedLock();
  await expect(lock.alone(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await lock.alone(() => Promise.resolve('in'))).toBe('in');
});
