import { describe, expect, test } from 'vitest';
import { deletion } from '../../../src/metrics/deletion.ts';
import { blurred, insertion } from '../../../src/metrics/insertion.ts';
import { uniforms } from '../../../src/tensor/random.ts';
import { seededMap } from '../../support/seededMap.ts';

const [rows, columns] = [30, 25];
const pixels = rows * columns;
const image = { data: Float32Array.from(uniforms(9, 3 * pixels)), shape: [3, rows, columns] };
const judged = (map: Float32Array) => ({
  image,
  map: { data: map, shape: [rows, columns] },
  flat: map.every((value) => value === 0),
  score: 0.5,
  region: null,
});

/** Copy `step` from scratch: a pixel is changed if fewer than 224 x step pixels stand before it. */
function slowTwin(map: Float32Array, from: Float32Array, to: Float32Array, step: number): number[] {
  const before = (pixel: number): number =>
    [...map.keys()].filter(
      (other) => map[other]! > map[pixel]! || (map[other] === map[pixel] && other < pixel),
    ).length;
  const changed = [...map.keys()].map((pixel) => before(pixel) < 224 * step);
  return [...from].map((value, at) => (changed[at % pixels]! ? to[at]! : value));
}

/** The blur word for word: an 11 x 11 Gaussian with sigma 5, nothing beyond the border. */
function slowBlur(plane: Float32Array): number[] {
  const weight = (down: number, across: number): number => Math.exp(-(down ** 2 + across ** 2) / 50);
  const offsets = Array.from({ length: 11 }, (_, index) => index - 5);
  const total = offsets
    .flatMap((down) => offsets.map((across) => weight(down, across)))
    .reduce((a, b) => a + b);
  return [...plane.keys()].map((pixel) => {
    let sum = 0;
    for (const down of offsets)
      for (const across of offsets) {
        const [row, column] = [Math.floor(pixel / columns) + down, (pixel % columns) + across];
        if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
        sum += weight(down, across) * plane[row * columns + column]!;
      }
    return sum / total;
  });
}

describe.each([Infinity, 3])('copies of a map with %s levels', (steps) => {
  const map = seededMap(rows, columns, 2, steps).data;
  const zero = new Float32Array(image.data.length);
  const blur = blurred(image.data, rows, columns);

  test.each([
    ['deletion', deletion, image.data, zero],
    ['insertion', insertion, blur, image.data],
  ] as const)('%s: each step from scratch gives the same', (_, metric, from, to) => {
    const trial = metric.trial(judged(map));
    expect(trial.count).toBe(5);
    for (let step = 0; step < trial.count; step++) {
      const out = new Float32Array(image.data.length);
      trial.write(step, out);
      expect([...out]).toEqual(slowTwin(map, from, to, step));
    }
  });
});

test('the blur equals its definition', () => {
  const plane = blurred(image.data, rows, columns).subarray(0, pixels);
  slowBlur(image.data.subarray(0, pixels)).forEach((value, at) => expect(plane[at]).toBeCloseTo(value, 6));
});

test('the area: trapezoids over the whole way', () => {
  const { figures } = deletion
    .trial(judged(seededMap(rows, columns, 2).data))
    .judge(Float32Array.of(1, 0.5, 0.5, 0.25, 0));
  expect(figures).toEqual({ deletion: (0.5 + 0.5 + 0.5 + 0.25) / 4 });
});

test('a flat map has no order: no scores, no figure, a flag', () => {
  for (const metric of [insertion, deletion]) {
    const trial = metric.trial(judged(new Float32Array(pixels)));
    expect(trial.count).toBe(0);
    expect(trial.judge(new Float32Array(0))).toEqual({ figures: { [metric.name]: null }, flags: ['flat'] });
  }
});
