import { expect, test } from 'vitest';
import { estimate, estimateLines } from '../../../../src/cli/dryRun/estimate.ts';
import { noTimes } from '../../../../src/worker/stages.ts';

const found = estimate(
  { images: 1_000_000, bytes: 110e9, sample: [] },
  {
    chunks: [
      { images: 32, millis: 320 },
      { images: 32, millis: 640 },
    ],
    stages: { ...noTimes, decode: 640 },
    device: 'cpu',
    outputBytes: 64 * 50_000,
    tally: { ok: 62, failed: 2, failedByCode: { IMAGE_CORRUPT: 2 } },
  },
  { forwards: 3, shardSize: 32 },
);

test('hand-made numbers', () => {
  expect(found).toMatchObject({
    images: 1_000_000,
    shards: 31_250,
    forwardPasses: 3_000_000,
    outputBytes: 50e9,
    millisPerImage: 15,
    sampleImages: 64,
  });
  expect(found.workerHours.map((hours) => hours.toFixed(3))).toEqual(['2.778', '5.556']);
  expect(found.stageMillis.decode).toBe(10);
});

test('in words', () => {
  const text = estimateLines(found, 2).join('\n');
  expect(text).toMatch(/1 000 000, 110\.0 GB to read/);
  expect(text).toMatch(/50\.0 GB to write/);
  expect(text).toMatch(/worker-hours +2\.78 to 5\.56/);
  expect(text).toMatch(/IMAGE_CORRUPT 2/);
});
