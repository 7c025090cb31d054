import { expect, test } from 'vitest';
import { limitNames } from '../../../../src/config/auditFile.ts';
import { discountedGain } from '../../../../src/audit/checks/classMaps.ts';
import { stabilityIndex } from '../../../../src/audit/checks/predictionMix.ts';
import { checks } from '../../../../src/audit/checks/registry.ts';
import type { ImagePair } from '../../../../src/audit/loaded/pairRuns.ts';
import { meanInterval } from '../../../../src/audit/stats/bootstrap.ts';

test('every measure has a name in audit.yaml, and no name is without one', () => {
  const ids = checks.flatMap(({ measures }) => measures.map(({ id }) => id));
  expect(ids.toSorted()).toEqual([...limitNames].toSorted());
});

const predicted = (pairs: readonly (readonly [number, number])[]): ImagePair[] =>
  pairs.map(
    ([before, after]) => ({ before: { predicted: before }, after: { predicted: after } }) as ImagePair,
  );

test('PSI by hand: 0.5 and 0.5 become 0.75 and 0.25, and a class that is new', () => {
  const half = predicted([
    [0, 0],
    [0, 0],
    [1, 0],
    [1, 1],
  ]);
  expect(stabilityIndex(half)).toBeCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), 12);
  const fresh = predicted([
    [0, 0],
    [0, 7],
  ]);
  const [p, q] = [1e-4, 0.5];
  expect(stabilityIndex(fresh)).toBeCloseTo(-0.5 * Math.log(0.5) + (q - p) * Math.log(q / p), 12);
});

test('nDCG by hand: two cells changed places', () => {
  const before = Float32Array.of(3, 2, 1);
  expect(discountedGain(before, before)).toBe(1);
  const best = 3 + 2 / Math.log2(3) + 1 / 2;
  const swapped = 2 + 3 / Math.log2(3) + 1 / 2;
  expect(discountedGain(before, Float32Array.of(0.5, 0.9, 0.1))).toBeCloseTo(swapped / best, 12);
});

test('the bootstrap interval is near that of the normal approximation, and the same for the same seed', () => {
  const values = Array.from({ length: 400 }, (_, index) => Math.sin(index * 12.9898) * 3);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const { low, high } = meanInterval(values, 5)!;
  const margin = (1.96 * deviation) / Math.sqrt(values.length);
  expect(Math.abs(low - (mean - margin))).toBeLessThan(0.15 * margin);
  expect(Math.abs(high - (mean + margin))).toBeLessThan(0.15 * margin);
  expect(meanInterval(values, 5)).toEqual({ low, high });
  expect(meanInterval([1], 5)).toBeNull();
});
