import { expect, test } from 'vitest';
import { mapStats } from '../../../src/imaging/mapStats.ts';

test('a uniform map: entropy of the number of pixels, mass in the middle, box around all', () => {
  const stats = mapStats(new Float32Array(32).fill(0.5), 8, 4);
  expect(stats.energy).toBe(0.25);
  expect(stats.entropy).toBeCloseTo(5, 12);
  expect(stats.centerOfMass).toEqual([0.5, 0.5]);
  expect(stats.box).toEqual([0, 0, 8, 4]);
});

test('a single pixel: no entropy, mass at its centre, box around it', () => {
  const map = new Float32Array(32);
  map[2 * 8 + 5] = 1;
  const stats = mapStats(map, 8, 4);
  expect(stats).toEqual({ energy: 1 / 32, entropy: 0, centerOfMass: [5.5 / 8, 2.5 / 4], box: [5, 2, 1, 1] });
});

test('a flat map has no place', () => {
  expect(mapStats(new Float32Array(12), 4, 3)).toEqual({
    energy: 0,
    entropy: 0,
    centerOfMass: null,
    box: null,
  });
});

test('the box holds what is at or above half of the maximum, and nothing else decides it', () => {
  // prettier-ignore
  const map = Float32Array.from([
    0.3, 0,   0,   0,
    0,   0.4, 0.8, 0,
    0,   0.1, 0.5, 0.39,
  ]);
  expect(mapStats(map, 4, 3).box).toEqual([1, 1, 2, 2]);
});

test('agrees with the definitions, term by term', () => {
  const [width, height] = [13, 7];
  const map = Float32Array.from({ length: width * height }, (_, index) => Math.max(0, Math.sin(index * 1.7)));
  const sum = map.reduce((a, b) => a + b);
  const p = [...map].map((value) => value / sum);
  const stats = mapStats(map, width, height);
  expect(stats.energy).toBeCloseTo(map.reduce((total, value) => total + value ** 2, 0) / map.length, 9);
  expect(stats.entropy).toBeCloseTo(-p.reduce((total, q) => total + (q > 0 ? q * Math.log2(q) : 0), 0), 5);
  const x = p.reduce((total, q, index) => total + (q * ((index % width) + 0.5)) / width, 0);
  const y = p.reduce((total, q, index) => total + (q * (Math.floor(index / width) + 0.5)) / height, 0);
  expect(stats.centerOfMass![0]).toBeCloseTo(x, 5);
  expect(stats.centerOfMass![1]).toBeCloseTo(y, 5);
});
