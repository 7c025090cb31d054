import { expect, test } from 'vitest';
import { SummaryBuilder, type Summary } from '../../../src/report/summary.ts';
import type { RunRecord } from '../../../src/storage/record.ts';
import { explained, failedRecord, okRecord } from '../../support/records.ts';

function summaryOf(records: readonly RunRecord[], methods: readonly string[] = ['gradcam']): Summary {
  const builder = new SummaryBuilder(methods);
  for (const record of records) builder.add(record);
  return builder.finish('run');
}

test('a run without images', () => {
  expect(summaryOf([])).toEqual({
    schema: 1,
    run: 'run',
    images: 0,
    ok: 0,
    failed: 0,
    failures: [],
    predictedClasses: 0,
    topClasses: [],
    methods: [
      { method: 'gradcam', maps: 0, flat: 0, flatShare: 0, meanEnergy: null, meanEntropy: null, metrics: {} },
    ],
    labelled: null,
  });
});

test('failures by code, most frequent first, the first samples of each', () => {
  const corrupt = Array.from({ length: 12 }, (_, index) =>
    failedRecord(`c${index}`, 'IMAGE_CORRUPT', `at ${index}`),
  );
  const summary = summaryOf([
    failedRecord('e', 'IMAGE_EMPTY'),
    ...corrupt,
    okRecord('a'),
    failedRecord('t', 'TIMEOUT'),
  ]);
  expect([summary.images, summary.ok, summary.failed]).toEqual([15, 1, 14]);
  expect(summary.failures.map(({ code, count }) => [code, count])).toEqual([
    ['IMAGE_CORRUPT', 12],
    ['IMAGE_EMPTY', 1],
    ['TIMEOUT', 1],
  ]);
  expect(summary.failures[0]!.samples).toHaveLength(10);
  expect(summary.failures[0]!.samples[1]).toEqual({ key: 'c1', message: 'at 1' });
});

const predicting = (index: number, probability: number, label: number | null = null): RunRecord =>
  okRecord('x', { label, top5: [{ index, name: `class ${index}`, probability }] });

test('first classes, most frequent first, with share and mean probability', () => {
  const summary = summaryOf([predicting(7, 0.5), predicting(3, 0.2), predicting(7, 0.9), predicting(1, 0.4)]);
  expect(summary.predictedClasses).toBe(3);
  expect(summary.topClasses).toEqual([
    { index: 7, name: 'class 7', images: 2, share: 0.5, meanProbability: 0.7 },
    { index: 1, name: 'class 1', images: 1, share: 0.25, meanProbability: 0.4 },
    { index: 3, name: 'class 3', images: 1, share: 0.25, meanProbability: 0.2 },
  ]);
});

test('of many classes the twenty most frequent, and how many there were', () => {
  const summary = summaryOf(Array.from({ length: 50 }, (_, index) => predicting(index, 0.5)));
  expect([summary.predictedClasses, summary.topClasses.length]).toEqual([50, 20]);
});

test('flat maps are counted, and left out of the means', () => {
  const record = okRecord('a', {
    explanations: [
      explained({ energy: 0.2, entropy: 4 }),
      explained({ energy: 0.4, entropy: 8 }),
      explained({ flat: true, energy: 0, entropy: 0 }),
      explained({ method: 'scorecam', flat: true, energy: 0, entropy: 0 }),
    ],
  });
  const [gradcam, scorecam] = summaryOf([record], ['gradcam', 'scorecam']).methods;
  expect(gradcam).toMatchObject({ method: 'gradcam', maps: 3, flat: 1, flatShare: 1 / 3, meanEntropy: 6 });
  expect(gradcam!.meanEnergy).toBeCloseTo(0.3, 12);
  expect(scorecam).toMatchObject({ maps: 1, flat: 1, flatShare: 1, meanEnergy: null, meanEntropy: null });
});

test('accuracy over the labelled images', () => {
  const summary = summaryOf([
    predicting(1, 0.5, 1),
    predicting(2, 0.5, 1),
    predicting(3, 0.5),
    predicting(4, 0.5, 4),
  ]);
  expect(summary.labelled).toEqual({ images: 3, correct: 2, accuracy: 2 / 3 });
});

test('each metric: mean over the maps that have it, with the interval of the normal approximation', () => {
  const values = [0.2, 0.4, 0.9, null];
  const records = values.map((road) =>
    okRecord('x', { explanations: [explained({ metrics: { road, pointing: null } })] }),
  );
  const { metrics } = summaryOf(records).methods[0]!;
  expect(metrics['pointing']).toBeNull();
  const { count, mean, low, high } = metrics['road']!;
  const error = Math.sqrt((0.3 ** 2 + 0.1 ** 2 + 0.4 ** 2) / 2 / 3);
  expect([count, mean]).toEqual([3, expect.closeTo(0.5, 12)]);
  expect(low).toBeCloseTo(0.5 - 1.959964 * error, 6);
  expect(high).toBeCloseTo(0.5 + 1.959964 * error, 6);
});
