import { describe, expect, test } from 'vitest';
import { betterOf, metricNamed, metrics } from '../../../src/metrics/registry.ts';
import { seededMap } from '../../support/seededMap.ts';

const [rows, columns] = [40, 30];
const given = {
  image: { data: new Float32Array(3 * rows * columns).fill(1), shape: [3, rows, columns] },
  map: seededMap(rows, columns, 8),
  flat: false,
  score: 0.25,
  region: new Uint8Array(rows * columns).fill(1),
};

test('names and figures are unique', () => {
  const figures = metrics.flatMap((metric) => Object.keys(metric.figures));
  expect(new Set(figures).size).toBe(figures.length);
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
});

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  test('is found by its name', () => {
    expect(metricNamed(` ${name.toUpperCase()} `)).toBe(metric);
  });

  test('costs what it says, and gives the figures that it says, all of them numbers', () => {
    const trial = metric.trial(given);
    expect(trial.count).toBe(metric.passes(rows * columns));
    const out = new Float32Array(given.image.data.length);
    for (let index = 0; index < trial.count; index++) trial.write(index, out);
    const { figures } = trial.judge(new Float32Array(trial.count).fill(0.5));
    expect(Object.keys(figures)).toEqual(Object.keys(metric.figures));
    expect(Object.values(figures).every((value) => typeof value === 'number' && Number.isFinite(value))).toBe(
      true,
    );
  });

  test('a figure says which way is better', () => {
    for (const [figure, better] of Object.entries(metric.figures)) expect(betterOf(figure)).toBe(better);
  });
});

test('an unknown metric names the choices', () => {
  expect(() => metricNamed('raod')).toThrow(
    /Unknown metric "raod". Did you mean "road"\? Choose one of: road, confidence, insertion/,
  );
  expect(betterOf('nothing')).toBeUndefined();
});

test("ROAD at percentiles of one's own", () => {
  const metric = metricNamed('ROAD:20/50/80');
  expect(metric).toMatchObject({ name: 'road:20/50/80', figures: { road: 'higher' } });
  expect(metric.passes(100)).toBe(6);
  const scores = Float32Array.of(0.1, 0.2, 0.3, 0.5, 0.6, 0.7);
  const { figures } = metric.trial(given).judge(scores);
  expect(figures['roadMorf']).toBeCloseTo(0.2 - given.score, 6);
  expect(figures['roadLerf']).toBeCloseTo(0.6 - given.score, 6);
  expect(figures['road']).toBeCloseTo(0.2, 6);
});

test.each(['road:', 'road:0', 'road:20/100', 'road:20//50', 'road:a'])('%s is refused', (name) => {
  expect(() => metricNamed(name)).toThrow(/Expected percentiles between 0 and 100 such as road:20\/50\/80/);
});
