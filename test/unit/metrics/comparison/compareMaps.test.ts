import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareMaps } from '../../../../src/metrics/comparison/compareMaps.ts';
import { spearman } from '../../../../src/metrics/comparison/spearman.ts';
import { ssim } from '../../../../src/metrics/comparison/ssim.ts';
import { topOverlap } from '../../../../src/metrics/comparison/topOverlap.ts';
import { wassersteinOfMaps, wassersteinOfSamples } from '../../../../src/metrics/comparison/wasserstein.ts';
import type { Tensor } from '../../../../src/tensor/tensor.ts';
import { seededMap } from '../../../support/seededMap.ts';

const pairs: readonly (readonly [Tensor, Tensor])[] = [
  [seededMap(15, 17, 1), seededMap(15, 17, 2)],
  [seededMap(15, 17, 1, 3), seededMap(15, 17, 2, 4)],
  [seededMap(20, 12, 5), seededMap(20, 12, 5, 6)],
];

describe('spearman', () => {
  /** The rank of a value: how many are smaller, and half of those that equal it. */
  const slowTwin = (left: Float32Array, right: Float32Array): number => {
    const ranks = (values: Float32Array): number[] =>
      [...values].map((value) => {
        const smaller = values.filter((other) => other < value).length;
        const equal = values.filter((other) => other === value).length;
        return smaller + (equal + 1) / 2;
      });
    const [a, b] = [ranks(left), ranks(right)];
    const mean = (list: number[]): number => list.reduce((x, y) => x + y) / list.length;
    const [ma, mb] = [mean(a), mean(b)];
    const covariance = a.reduce((sum, value, at) => sum + (value - ma) * (b[at]! - mb), 0);
    const spread = (list: number[], m: number): number =>
      Math.sqrt(list.reduce((s, v) => s + (v - m) ** 2, 0));
    return covariance / (spread(a, ma) * spread(b, mb));
  };
  test('equals the definition, ties included', () => {
    for (const [a, b] of pairs) expect(spearman(a.data, b.data)).toBeCloseTo(slowTwin(a.data, b.data), 12);
  });
  test('1 for the same order, -1 for the reverse, null for a constant', () => {
    const [a] = pairs[0]!;
    expect(
      spearman(
        a.data,
        a.data.map((value) => value ** 3),
      ),
    ).toBe(1);
    expect(
      spearman(
        a.data,
        a.data.map((value) => -value),
      ),
    ).toBe(-1);
    expect(
      spearman(
        a.data,
        a.data.map(() => 1),
      ),
    ).toBeNull();
  });
});

describe('ssim', () => {
  /** Each window by itself, from its 121 weighted values. */
  const slowTwin = (left: Tensor, right: Tensor): number => {
    const [rows, columns] = left.shape as [number, number];
    const offsets = Array.from({ length: 11 }, (_, index) => index - 5);
    const weights = offsets.flatMap((y) => offsets.map((x) => Math.exp(-(x * x + y * y) / (2 * 1.5 ** 2))));
    const total = weights.reduce((a, b) => a + b);
    const places: number[] = [];
    for (let row = 5; row < rows - 5; row++)
      for (let column = 5; column < columns - 5; column++) {
        const window = (map: Tensor): number[] =>
          offsets.flatMap((y) => offsets.map((x) => map.data[(row + y) * columns + column + x]!));
        const [a, b] = [window(left), window(right)];
        const mean = (list: number[]): number => list.reduce((s, v, at) => s + v * weights[at]!, 0) / total;
        const [ma, mb] = [mean(a), mean(b)];
        const va = mean(a.map((v) => (v - ma) ** 2));
        const vb = mean(b.map((v) => (v - mb) ** 2));
        const cov = mean(a.map((v, at) => (v - ma) * (b[at]! - mb)));
        places.push(
          ((2 * ma * mb + 1e-4) * (2 * cov + 9e-4)) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4)),
        );
      }
    return places.reduce((a, b) => a + b) / places.length;
  };
  test('equals the definition', () => {
    for (const [a, b] of pairs) expect(ssim(a, b)).toBeCloseTo(slowTwin(a, b), 9);
  });
  test('1 for the same map, null for maps smaller than the window', () => {
    const [a] = pairs[0]!;
    expect(ssim(a, a)).toBeCloseTo(1, 12);
    expect(ssim(seededMap(10, 30, 1), seededMap(10, 30, 2))).toBeNull();
  });
});

describe('topOverlap', () => {
  /** Sets of pixels: those with fewer than 20 % of all strictly above them, and above zero. */
  const slowTwin = (left: Float32Array, right: Float32Array): number => {
    const top = (map: Float32Array): Set<number> =>
      new Set(
        [...map.keys()].filter(
          (pixel) =>
            map[pixel]! > 0 &&
            map.filter((other) => other > map[pixel]!).length < Math.ceil(0.2 * map.length),
        ),
      );
    const [a, b] = [top(left), top(right)];
    const both = [...a].filter((pixel) => b.has(pixel)).length;
    return both / new Set([...a, ...b]).size;
  };
  test('equals the definition, ties included', () => {
    for (const [a, b] of pairs) expect(topOverlap(a.data, b.data)).toBe(slowTwin(a.data, b.data));
  });
  test('1 for the same map, zeros are never on top, null for an empty map', () => {
    const spot = Float32Array.from({ length: 100 }, (_, pixel) => (pixel < 3 ? 1 : 0));
    const other = Float32Array.from({ length: 100 }, (_, pixel) => (pixel === 2 ? 1 : 0));
    expect(topOverlap(spot, spot)).toBe(1);
    expect(topOverlap(spot, other)).toBeCloseTo(1 / 3, 12);
    expect(topOverlap(spot, new Float32Array(100))).toBeNull();
  });
});

describe('wasserstein', () => {
  test('of samples: equals the cheapest pairing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
          minLength: 1,
        }),
        (list) => {
          const a = list.map(([x]) => x).sort((x, y) => x - y);
          const b = list.map(([, y]) => y).sort((x, y) => x - y);
          const wanted = a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;
          expect(
            wassersteinOfSamples(
              list.map(([x]) => x),
              list.map(([, y]) => y),
            ),
          ).toBeCloseTo(wanted, 9);
        },
      ),
    );
  });
  test('of samples of different sizes', () => {
    expect(wassersteinOfSamples([0, 1], [0, 0, 1, 1])).toBe(0);
    expect(wassersteinOfSamples([0], [1, 3])).toBe(2);
  });

  const spotAt = (row: number, column: number): Tensor => ({
    data: Float32Array.from({ length: 50 * 60 }, (_, pixel) =>
      Math.exp(-((Math.floor(pixel / 60) - row) ** 2 + ((pixel % 60) - column) ** 2) / 8),
    ),
    shape: [50, 60],
  });
  test.each([
    [20, 30, 20, 42, 12],
    [15, 15, 24, 27, 15],
    [30, 20, 14, 32, 20],
  ])(
    'of maps: a spot that moves from (%i, %i) to (%i, %i) moves by %i pixels',
    (r0, c0, r1, c1, distance) => {
      const found = wassersteinOfMaps(spotAt(r0, c0), spotAt(r1, c1))! * 60;
      expect(Math.abs(found - distance)).toBeLessThan(0.02 * distance);
    },
  );
  test('of maps: equals projecting every pixel and comparing the samples', () => {
    const [a, b] = [spotAt(20, 30), seededMap(50, 60, 3)];
    let total = 0;
    for (let direction = 0; direction < 16; direction++) {
      const angle = (Math.PI * (direction + 0.5)) / 16;
      const places = (map: Tensor): [number, number][] => {
        const sum = map.data.reduce((x, y) => x + y, 0);
        return [...map.data].map((mass, pixel) => [
          (pixel % 60) * Math.cos(angle) + Math.floor(pixel / 60) * Math.sin(angle),
          mass / sum,
        ]);
      };
      const moved = [...places(a), ...places(b).map(([at, mass]): [number, number] => [at, -mass])].sort(
        (x, y) => x[0] - y[0],
      );
      let [cumulated, before] = [0, moved[0]![0]];
      for (const [at, mass] of moved) {
        total += (Math.abs(cumulated) * (at - before)) / 16;
        cumulated += mass;
        before = at;
      }
    }
    const wanted = ((Math.PI / 2) * total) / 60;
    expect(Math.abs(wassersteinOfMaps(a, b)! - wanted)).toBeLessThan(1e-3);
  });
  test('0 for maps that differ by a factor, null for one without mass', () => {
    const a = spotAt(20, 30);
    const half = { data: a.data.map((value) => value / 2), shape: a.shape };
    expect(wassersteinOfMaps(a, half)).toBeCloseTo(0, 6);
    expect(wassersteinOfMaps(a, { data: new Float32Array(3000), shape: [50, 60] })).toBeNull();
  });
});

test('all of them at once', () => {
  const [a] = pairs[0]!;
  expect(compareMaps(a, a)).toEqual({
    spearman: 1,
    ssim: expect.closeTo(1, 9) as number,
    topIou: 1,
    wasserstein: expect.closeTo(0, 9) as number,
  });
});
