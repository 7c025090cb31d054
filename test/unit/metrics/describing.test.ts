/** Metrics that ask the network nothing: sparsity, entropy, energy in the box, pointing game. */
import { describe, expect, test } from 'vitest';
import { energy } from '../../../src/metrics/energy.ts';
import { entropy } from '../../../src/metrics/entropy.ts';
import type { Metric } from '../../../src/metrics/metric.ts';
import { pointing } from '../../../src/metrics/pointing.ts';
import { regionMask } from '../../../src/metrics/region.ts';
import { sparsity } from '../../../src/metrics/sparsity.ts';
import { failure } from '../../support/failure.ts';
import { seededMap } from '../../support/seededMap.ts';

const [rows, columns] = [9, 7];
const image = { data: new Float32Array(3 * rows * columns), shape: [3, rows, columns] };

const figuresOf = (metric: Metric, map: Float32Array, region: Uint8Array | null = null) =>
  metric
    .trial({
      image,
      map: { data: map, shape: [rows, columns] },
      flat: map.every((value) => value === 0),
      score: 0.5,
      region,
    })
    .judge(new Float32Array(0)).figures;

const flat = new Float32Array(rows * columns);
const constant = flat.map(() => 0.5);
const single = flat.map((_, pixel) => (pixel === 17 ? 0.25 : 0));
const maps = [seededMap(rows, columns, 4).data, seededMap(rows, columns, 4, 3).data, constant, single];

describe('sparsity', () => {
  test('equals the mean absolute difference of all pairs, over twice the mean', () => {
    for (const map of maps) {
      const values = [...map];
      const pairs = values.flatMap((a) => values.map((b) => Math.abs(a - b)));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const wanted = pairs.reduce((sum, value) => sum + value, 0) / pairs.length / (2 * mean);
      expect(figuresOf(sparsity, map)['sparsity']).toBeCloseTo(wanted, 6);
    }
  });
  test('a flat map has none', () => expect(figuresOf(sparsity, flat)).toEqual({ sparsity: null }));
});

describe('entropy', () => {
  test('equals -sum q log2 q', () => {
    for (const map of maps) {
      const sum = map.reduce((total, value) => total + value, 0);
      const wanted = -map.reduce(
        (total, value) => total + (value > 0 ? (value / sum) * Math.log2(value / sum) : 0),
        0,
      );
      expect(figuresOf(entropy, map)['mapEntropy']).toBeCloseTo(wanted, 5);
    }
    expect(figuresOf(entropy, constant)['mapEntropy']).toBeCloseTo(Math.log2(rows * columns), 6);
    expect(figuresOf(entropy, flat)).toEqual({ mapEntropy: null });
  });
});

describe('energy in the box and pointing game', () => {
  const region = regionMask({ box: [1, 2, 3, 4] }, rows, columns);

  test('energy: share of the values at the pixels of the box', () => {
    for (const map of maps) {
      let [inside, all] = [0, 0];
      for (let y = 0; y < rows; y++)
        for (let x = 0; x < columns; x++) {
          const value = map[y * columns + x]!;
          all += value;
          if (x >= 1 && x < 4 && y >= 2 && y < 6) inside += value;
        }
      expect(figuresOf(energy, map, region)['energyInside']).toBeCloseTo(inside / all, 6);
    }
  });

  test('pointing: the largest value decides, the first one on ties', () => {
    expect(figuresOf(pointing, single, region)).toEqual({ pointing: 1 });
    expect(figuresOf(pointing, constant, region)).toEqual({ pointing: 0 });
  });

  test('without a region, or for a flat map, there is no figure', () => {
    for (const metric of [energy, pointing]) {
      expect(Object.values(figuresOf(metric, constant))).toEqual([null]);
      expect(Object.values(figuresOf(metric, flat, region))).toEqual([null]);
    }
  });
});

describe('regions', () => {
  test('a box is cut off at the border', () => {
    const mask = regionMask({ box: [-2, 7, 4, 50] }, rows, columns);
    expect([...mask.keys()].filter((pixel) => mask[pixel] === 1)).toEqual([49, 50, 56, 57]);
    expect(regionMask({ box: [-9, -9, 3, 3] }, rows, columns).every((flag) => flag === 0)).toBe(true);
  });
  test('a mask of another size is refused', async () => {
    const refused = await failure(async () => regionMask({ mask: new Uint8Array(5) }, rows, columns));
    expect(refused).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('9 x 7') as string,
    });
  });
});
