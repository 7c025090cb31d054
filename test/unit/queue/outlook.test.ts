import { expect, test } from 'vitest';
import { outlook } from '../../../src/queue/outlook.ts';
import { workerBeat } from '../../support/workerBeat.ts';

const job = 'night-0123456789ab';
const other = { job: 'day-0123456789ab', shard: 0 };

test('nobody works on it: no rate and no time', () => {
  const idle = workerBeat('a', { inHand: [] });
  const busyElsewhere = workerBeat('b', { inHand: [other] });
  expect(outlook(job, 100, [idle, busyElsewhere])).toEqual({
    workers: 0,
    imagesPerSecond: 0,
    secondsLeft: null,
  });
});

test('rates add up; the time left goes from the faster of two rates to the slower', () => {
  const workers = [
    workerBeat('a', { imagesPerSecond: 3, imagesPerSecondLong: 1 }),
    workerBeat('b', { imagesPerSecond: 2, imagesPerSecondLong: 3 }),
  ];
  expect(outlook(job, 100, workers)).toEqual({ workers: 2, imagesPerSecond: 5, secondsLeft: [20, 25] });
});

test('a worker with shards of two runs counts for each by its share', () => {
  const both = workerBeat('a', {
    inHand: [{ job, shard: 1 }, other],
    imagesPerSecond: 4,
    imagesPerSecondLong: 2,
  });
  expect(outlook(job, 10, [both])).toEqual({ workers: 1, imagesPerSecond: 2, secondsLeft: [5, 10] });
});

test('a worker that has finished nothing yet gives no time', () => {
  const fresh = workerBeat('a', { imagesPerSecond: 0, imagesPerSecondLong: 0 });
  expect(outlook(job, 10, [fresh])).toMatchObject({ workers: 1, secondsLeft: null });
});
