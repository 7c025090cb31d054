import { expect, test } from 'vitest';
import { Meter } from '../../../src/worker/meter.ts';

/** A meter and its clock, in seconds. */
function bundle() {
  let seconds = 1000;
  const meter = new Meter(() => seconds * 1000);
  const image = (status: 'ok' | 'failed' = 'ok'): void =>
    meter.count(
      status === 'ok'
        ? { kind: 'image', job: 'j', shard: 0, key: 'k', status }
        : { kind: 'image', job: 'j', shard: 0, key: 'k', status, code: 'IMAGE_EMPTY', message: '' },
    );
  return { meter, image, pass: (more: number) => (seconds += more) };
}

test('before anything: nothing', () => {
  expect(bundle().meter.read()).toEqual({
    images: 0,
    failed: 0,
    imagesPerSecond: 0,
    imagesPerSecondLong: 0,
  });
});

test('a young worker counts its rates from its start', () => {
  const { meter, image, pass } = bundle();
  for (let count = 0; count < 20; count++) image();
  image('failed');
  pass(10);
  expect(meter.read()).toEqual({ images: 21, failed: 1, imagesPerSecond: 2.1, imagesPerSecondLong: 2.1 });
});

test('the last minute and the last ten tell a worker that has slowed down', () => {
  const { meter, image, pass } = bundle();
  for (let second = 0; second < 600; second++) {
    image();
    if (second < 540) image();
    pass(1);
  }
  const { imagesPerSecond, imagesPerSecondLong } = meter.read();
  expect(imagesPerSecond).toBeCloseTo(1, 1);
  expect(imagesPerSecondLong).toBeCloseTo(1.9, 1);
});

test('what is older than ten minutes is forgotten, but for the sums', () => {
  const { meter, image, pass } = bundle();
  for (let count = 0; count < 5; count++) image();
  pass(2000);
  image();
  expect(meter.read()).toMatchObject({ images: 6, imagesPerSecond: 1 / 60, imagesPerSecondLong: 1 / 600 });
});

test('events of anything but images count for nothing', () => {
  const { meter } = bundle();
  meter.count({ kind: 'shard', job: 'j', shard: 0, ok: 8, failed: 1, by: 'us' });
  meter.count({ kind: 'executorDied', pid: 1, how: 'x' });
  expect(meter.read().images).toBe(0);
});
