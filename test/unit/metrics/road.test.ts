import { describe, expect, test } from 'vitest';
import { road, roadPercentiles, roadRemovals } from '../../../src/metrics/road.ts';
import { tensor, zeros } from '../../../src/tensor/tensor.ts';
import { seededMap } from '../../support/seededMap.ts';

const [rows, columns] = [12, 10];
const image = { data: new Float32Array(3 * rows * columns).fill(0.5), shape: [3, rows, columns] };
const judged = (map: Float32Array) => ({
  image,
  map: tensor(map, [rows, columns]),
  flat: map.every((value) => value === 0),
  score: 0.5,
  region: null,
});

/** numpy.percentile and a comparison, pixel by pixel. */
function slowTwin(map: Float32Array, percent: number): boolean[] {
  const sorted = [...map].sort((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  const threshold = low + (high - low) * (place - Math.floor(place));
  return [...map].map((value) => value >= threshold);
}

describe('what ROAD removes', () => {
  test.each([Infinity, 4])(
    'is at or above the percentile, of the map and of its inverse (%s levels)',
    (steps) => {
      const map = seededMap(rows, columns, 5, steps).data;
      const inverse = map.map((value) => 1 - value);
      const wanted = [map, inverse].flatMap((given) =>
        roadPercentiles.map((percent) => slowTwin(given, percent)),
      );
      expect(roadRemovals(map).map(({ removed }) => [...removed].map((flag) => flag === 1))).toEqual(wanted);
    },
  );

  test('distinct values: no flag', () => {
    const { flags } = road.trial(judged(seededMap(rows, columns, 5).data)).judge(new Float32Array(18));
    expect(flags).toEqual([]);
  });

  test('many equal values: ties', () => {
    const map = seededMap(rows, columns, 5, 8).data;
    expect(road.trial(judged(map)).judge(new Float32Array(18)).flags).toEqual(['ties']);
  });

  test('a map that is mostly zero removes everything somewhere: singular, and the zero image', () => {
    const map = new Float32Array(rows * columns);
    map.fill(1, 0, 6);
    const trial = road.trial(judged(map));
    const out = new Float32Array(image.data.length);
    trial.write(0, out);
    expect(out.every((value) => value === 0)).toBe(true);
    expect(trial.judge(new Float32Array(18)).flags).toEqual(['ties', 'singular']);
  });
});

test('combined = (LeRF - MoRF) / 2, each a mean change of the score', () => {
  const scores = Float32Array.from({ length: 18 }, (_, index) => (index < 9 ? 0.125 : 0.375));
  const { figures } = road.trial(judged(seededMap(rows, columns, 1).data)).judge(scores);
  expect(figures).toEqual({ road: 0.125, roadMorf: -0.375, roadLerf: -0.125 });
});

test('noise is 0.01 strong, on removed pixels only, and the same for every map', () => {
  const map = seededMap(rows, columns, 1).data;
  const [first, second] = [new Float32Array(image.data.length), new Float32Array(image.data.length)];
  road.trial(judged(map)).write(0, first);
  road.trial(judged(map.slice())).write(0, second);
  expect(second).toEqual(first);
  const { removed } = roadRemovals(map)[0]!;
  const noise = [...first].map((value) => value - 0.5);
  expect(noise.every((value, at) => (value === 0) === (removed[at % removed.length] === 0))).toBe(true);
  const present = noise.filter((value) => value !== 0);
  const deviation = Math.sqrt(present.reduce((sum, value) => sum + value * value, 0) / present.length);
  expect(deviation).toBeGreaterThan(0.007);
  expect(deviation).toBeLessThan(0.013);
});

test('a flat map removes everything at every percentile', () => {
  expect(roadRemovals(zeros([rows, columns]).data).every(({ singular }) => singular)).toBe(true);
});
