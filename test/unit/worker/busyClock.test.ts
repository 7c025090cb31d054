import { expect, test } from 'vitest';
import { BusyClock } from '../../../src/worker/busyClock.ts';

test('overlapping work counts once, and pauses do not count', () => {
  let now = 0;
  const clock = new BusyClock(() => now);
  const at = (time: number, act: () => void) => {
    now = time;
    act();
  };
  at(10, () => clock.enter());
  at(15, () => clock.enter());
  at(20, () => clock.leave());
  at(30, () => clock.leave());
  at(50, () => clock.enter());
  now = 55;
  expect(clock.millis()).toBe(25);
  at(60, () => clock.leave());
  now = 100;
  expect(clock.millis()).toBe(30);
});

test('work that fails counts too', async () => {
  let now = 0;
  const clock = new BusyClock(() => now);
  const failing = clock.during(async () => {
    now = 7;
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  now = 100;
  expect(clock.millis()).toBe(7);
});
