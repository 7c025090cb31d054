import { describe, expect, test } from 'vitest';
import { targetSeeds } from '../../../src/model/target.ts';

const logits = Float32Array.of(2.5, -1, 2.1, 0.3, 1.9, -3, 1.2);

/** The finer target, straight from its definition, in float64. */
function finerTarget(z: readonly number[], top: number, others: readonly number[]): number {
  const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
  const share = (index: number): number => Math.exp(z[index]!) / total;
  const weights = others.reduce((sum, other) => sum + share(other), 0) + 1e-9;
  return others.reduce((sum, other) => sum + share(other) * (z[top]! - z[other]!), 0) / weights;
}

describe('seeds', () => {
  test('logit: one-hot', () => {
    expect([...targetSeeds.logit(logits, 3)]).toEqual([0, 0, 0, 1, 0, 0, 0]);
  });

  test.each([
    ['nearest classes', logits, 0, [2, 4, 6]],
    ['nearest classes', logits, 3, [6, 1, 4]],
    [
      'of classes equally near, those with the lower indices',
      Float32Array.of(1, 0, 2, 0, 2, 0),
      0,
      [1, 2, 3],
    ],
  ])('finer, %s: the gradient of the target by central differences', (_, values, top, others) => {
    const seed = targetSeeds.finer(values, top);
    const step = 1e-4;
    seed.forEach((value, index) => {
      const shifted = (by: number): number =>
        finerTarget(
          [...values].map((z, at) => (at === index ? z + by : z)),
          top,
          others,
        );
      expect(value).toBeCloseTo((shifted(step) - shifted(-step)) / (2 * step), 5);
    });
  });

  test('finer: fewer than four classes compare with those that there are; one class has no gradient', () => {
    expect([...targetSeeds.finer(Float32Array.of(1, 3), 1)]).toEqual([
      expect.closeTo(-1, 5),
      expect.closeTo(1, 5),
    ]);
    expect([...targetSeeds.finer(Float32Array.of(1), 0)]).toEqual([0]);
  });
});
