import { expect, test } from 'vitest';
import { confidence } from '../../../src/metrics/confidence.ts';
import { uniforms } from '../../../src/tensor/random.ts';
import { seededMap } from '../../support/seededMap.ts';

const image = { data: Float32Array.from(uniforms(3, 60)), shape: [3, 4, 5] };
const map = seededMap(4, 5, 6);
const trial = (score: number) => confidence.trial({ image, map, flat: false, score, region: null });

test('the copy is the image times the map, every channel', () => {
  const out = new Float32Array(60);
  trial(0.5).write(0, out);
  for (let channel = 0; channel < 3; channel++)
    for (let pixel = 0; pixel < 20; pixel++)
      expect(out[channel * 20 + pixel]).toBe(
        Math.fround(image.data[channel * 20 + pixel]! * map.data[pixel]!),
      );
});

test('a fall counts absolutely and relatively, a rise is none', () => {
  expect(trial(0.5).judge(Float32Array.of(0.125)).figures).toEqual({
    averageDrop: expect.closeTo(0.75, 6) as number,
    confidenceDrop: 0.375,
    increase: 0,
  });
  expect(trial(0.5).judge(Float32Array.of(0.75)).figures).toEqual({
    averageDrop: 0,
    confidenceDrop: 0,
    increase: 1,
  });
  expect(trial(0).judge(Float32Array.of(0)).figures).toEqual({
    averageDrop: 0,
    confidenceDrop: 0,
    increase: 0,
  });
});
