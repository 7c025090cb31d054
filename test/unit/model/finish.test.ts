import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finishLayer, fuseLayers, type FinishedLayer } from '../../../src/model/finish.ts';
import { scale } from '../../../src/tensor/scale.ts';

const values = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length });

const closeTo = (value: number): unknown => expect.closeTo(value, 6);

describe('finishLayer', () => {
  test('relu, then scale, then resize: against the same steps written out', () => {
    const raw = { data: Float32Array.of(-1, 2, 4, 3), shape: [1, 2, 2] };
    const finished = finishLayer(raw, 2, 2);
    const { layerMaps, rawRange } = finished;
    expect([...layerMaps.data]).toEqual([0, 0.5, 1, 0.75].map((value) => expect.closeTo(value, 6)));
    expect([...fuseLayers([finished], 'mean').data]).toEqual([...layerMaps.data].map(closeTo));
    expect(rawRange).toEqual([[-1, 4]]);
  });

  test('scales each map by its own extremes', () => {
    const { layerMaps } = finishLayer({ data: Float32Array.of(0, 1, 0, 100), shape: [2, 1, 2] }, 1, 2);
    expect([...layerMaps.data]).toEqual([0, 1, 0, 1].map((value) => expect.closeTo(value, 6)));
  });

  test('a map with nothing positive, or constant, becomes all zeros', () => {
    const raw = { data: Float32Array.of(-1, -2, 3, 3), shape: [2, 1, 2] };
    const maps = fuseLayers([finishLayer(raw, 4, 4)], 'mean');
    expect([...maps.data].every((value) => value === 0)).toBe(true);
  });

  test('stays in 0..1 and never gives NaN', () => {
    fc.assert(
      fc.property(values(12), (raw) => {
        const layer = finishLayer({ data: Float32Array.from(raw), shape: [1, 3, 4] }, 7, 9);
        const maps = fuseLayers([layer], 'mean');
        for (const value of maps.data) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('scale', () => {
  test('the epsilon is absolute: a map of 1e-7 does not reach 1', () => {
    const map = Float32Array.of(0, 1e-7);
    scale(map);
    expect(map[1]).toBeCloseTo(0.5, 5);
  });
});

describe('fuseLayers', () => {
  test('mean or product of the layers, scaled again', () => {
    const layer = (data: number[]) => finishLayer({ data: Float32Array.from(data), shape: [1, 1, 4] }, 1, 4);
    const layers = [layer([0, 1, 2, 4]), layer([0, 0, 4, 0])];
    const fused = fuseLayers(layers, 'mean');
    expect([...fuseLayers(layers, 'product').data]).toEqual(
      [0, 0, 1, 0].map((value) => expect.closeTo(value, 5)),
    );
    expect([...layers[0]!.layerMaps.data]).toEqual([...layer([0, 1, 2, 4]).layerMaps.data]);
    // Layers in 0..1: [0, .25, .5, 1] and [0, 0, 1, 0]; mean [0, .125, .75, .5]; scaled by its maximum .75.
    expect([...fused.data]).toEqual([0, 1 / 6, 1, 2 / 3].map((value) => expect.closeTo(value, 5)));
  });

  test('each factor of a product is scaled first: a resized map may have no zero, and its pedestal does not count', () => {
    const layer = (data: number[]): FinishedLayer => {
      const maps = { data: Float32Array.from(data), shape: [1, 1, 3] };
      return { layerMaps: maps, size: [1, 3], rawRange: [[0, 1]] };
    };
    // Scaled: [0, .5, 1] and [0, 1, .5], product [0, .5, .5].
    const fused = fuseLayers([layer([0.2, 0.6, 1]), layer([0.5, 1, 0.75])], 'product');
    expect([...fused.data]).toEqual([0, 1, 1].map((value) => expect.closeTo(value, 5)));
  });
});
