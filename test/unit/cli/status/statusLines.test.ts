import { expect, test } from 'vitest';
import { statusLines } from '../../../../src/cli/status/statusLines.ts';
import type { RunStatus } from '../../../../src/cli/status/types.ts';
import { queuedRun } from '../../../support/queuedRun.ts';
import { workerBeat } from '../../../support/workerBeat.ts';

const status = (changes: Partial<RunStatus> = {}): RunStatus => ({
  queued: queuedRun('night', { state: 'parked' }),
  file: null,
  images: 100,
  done: 40,
  outlook: { workers: 2, imagesPerSecond: 3.14, secondsLeft: [60, 90] },
  records: null,
  ...changes,
});

const text = (runs: readonly RunStatus[], more: object = {}): string =>
  statusLines({ paused: false, runs, workers: [], ...more }).join('\n');

test('a run with workers: how far, how fast, how long yet', () => {
  expect(text([status()])).toMatch(/night +running +40 \(40%\) +100 +3\.1\/s +01:00 to 01:30 +2 +\/results/);
});

test.each([
  ['waiting', status({ queued: queuedRun('night') })],
  ['cancelled', status({ queued: queuedRun('night', { cancelled: true }), done: null })],
  ['failed', status({ queued: queuedRun('night', { state: 'failed', failure: 'Other model.' }) })],
])('%s', (word, run) => {
  expect(text([run])).toMatch(new RegExp(`night +${word}`));
});

test('why a run failed', () => {
  const failed = queuedRun('night', { state: 'failed', failure: 'Other model.' });
  expect(text([status({ queued: failed })])).toContain('night failed: Other model.');
});

test('of one run what its records tell', () => {
  const records = { ok: 38, failed: 2, failedByCode: { IMAGE_EMPTY: 2 } };
  expect(text([status({ records })])).toContain('recorded: 38 explained, 2 failed (IMAGE_EMPTY 2)');
});

test('an empty queue, no workers, a pause: each in words', () => {
  expect(text([], { paused: true })).toBe(
    'The queue is paused: camline unpause lets workers take shards again.\n\n' +
      'No runs in this queue.\n\nNo workers. Start one: camline worker',
  );
});

test('a worker tells its slowest stage an image', () => {
  const worker = workerBeat('host:7', {
    images: 10,
    stages: { decode: 250, explain: 100 },
    memoryBytes: 2 ** 30,
  });
  expect(text([], { workers: [worker] })).toMatch(
    /host:7 +cpu +1 +10 +0 +1\.5\/s +25% +1024 MiB +decode 25\.0 ms/,
  );
});
