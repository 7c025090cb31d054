import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { holdLock } from '../../../src/queue/holdLock.ts';

const lockMillis = 3000;

describe('holdLock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Work that ends when it is told to stop, or after `millis`. */
  const work = (millis: number) => (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve('finished'), millis);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve('stopped');
      });
    });

  test('renews three times in the life of a lock, and gives the result', async () => {
    let renewals = 0;
    const renew = (): Promise<boolean> => Promise.resolve(++renewals > 0);
    const held = holdLock(renew, lockMillis, work(9500));
    await vi.advanceTimersByTimeAsync(9500);
    expect(await held).toEqual({ kind: 'kept', value: 'finished' });
    expect(renewals).toBe(9);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stops the work as soon as the queue says that the lock is gone', async () => {
    const held = holdLock(() => Promise.resolve(false), lockMillis, work(9500));
    await vi.advanceTimersByTimeAsync(1000);
    expect(await held).toEqual({ kind: 'lost', value: 'stopped' });
  });

  test('waits out a queue that fails for less than a lock lives', async () => {
    let calls = 0;
    const renew = (): Promise<boolean> =>
      ++calls === 2 ? Promise.reject(new Error('reset')) : Promise.resolve(true);
    const held = holdLock(renew, lockMillis, work(5500));
    await vi.advanceTimersByTimeAsync(5500);
    expect(await held).toMatchObject({ kind: 'kept' });
  });

  test.each([
    ['fails', () => Promise.reject<boolean>(new Error('down'))],
    ['does not answer', () => new Promise<boolean>(() => undefined)],
  ])('stops the work when the queue %s for as long as a lock lives', async (_name, renew) => {
    const held = holdLock(renew, lockMillis, work(9500));
    await vi.advanceTimersByTimeAsync(2999);
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await held).toEqual({ kind: 'lost', value: 'stopped' });
  });

  test('a renewal counts from when it was asked for, not from when the answer came', async () => {
    let calls = 0;
    const slowThenNever = (): Promise<boolean> =>
      ++calls > 1
        ? new Promise(() => undefined)
        : new Promise((resolve) => setTimeout(() => resolve(true), 900));
    const held = holdLock(slowThenNever, lockMillis, work(9500));
    await vi.advanceTimersByTimeAsync(3999);
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await held).toMatchObject({ kind: 'lost' });
  });

  test("the work's error comes through while the lock is ours, and is dropped when it is not", async () => {
    const fail = (signal: AbortSignal): Promise<string> =>
      work(2500)(signal).then((end) => Promise.reject(new Error(end)));
    const kept = holdLock(() => Promise.resolve(true), lockMillis, fail).catch(
      (error: Error) => error.message,
    );
    await vi.advanceTimersByTimeAsync(2500);
    expect(await kept).toBe('finished');
    const held = holdLock(() => Promise.resolve(false), lockMillis, fail);
    await vi.advanceTimersByTimeAsync(2500);
    expect(await held).toEqual({ kind: 'lost', value: undefined });
  });
});
