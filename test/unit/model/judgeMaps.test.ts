/** Whatever shares a batch with whatever: verdicts are those of one trial after the other, one copy after the other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { openOnnxEngine } from '../../../src/engine/onnx/onnxEngine.ts';
import { metrics } from '../../../src/metrics/registry.ts';
import { evaluate } from '../../../src/model/evaluate.ts';
import { explainMany } from '../../../src/model/explain.ts';
import { explainInBatches } from '../../../src/model/explainInBatches.ts';
import { uniforms } from '../../../src/tensor/random.ts';
import { softmax } from '../../../src/tensor/softmax.ts';
import { item, type Tensor } from '../../../src/tensor/tensor.ts';
import { failure } from '../../support/failure.ts';
import { tinyClassifier } from '../../support/onnxModel.ts';

let engine: Engine;
beforeAll(async () => {
  const path = await tinyClassifier({ perImage: 1 }).save();
  engine = await openOnnxEngine(path, { threads: 1, batch: 4, chunk: 4 });
});
afterAll(() => engine.close());

const images: Tensor = {
  data: Float32Array.from(uniforms(7, 3 * 3 * 64), (value) => 2 * value - 1),
  shape: [3, 3, 8, 8],
};
const names = metrics.map(({ name }) => name);
const regions = [{ box: [1, 1, 4, 4] as const }, undefined, { mask: new Uint8Array(64).fill(1) }];

const scoreOf = async (image: Tensor, index: number): Promise<number> => {
  const { logits } = await engine.forward({ data: image.data, shape: [1, ...image.shape] }, []);
  return softmax(logits.data)[index]!;
};

async function slowTwin(image: Tensor, map: Tensor, index: number, region: Uint8Array | null) {
  const flat = map.data.every((value) => value === 0);
  const given = { image, map, flat, score: await scoreOf(image, index), region };
  const figures: Record<string, number | null> = {};
  for (const metric of metrics) {
    const trial = metric.trial(given);
    const scores = new Float32Array(trial.count);
    for (let at = 0; at < trial.count; at++) {
      const out = new Float32Array(image.data.length);
      trial.write(at, out);
      scores[at] = await scoreOf({ data: out, shape: image.shape }, index);
    }
    Object.assign(figures, trial.judge(scores).figures);
  }
  return figures;
}

describe('explainMany with metrics', () => {
  test.each([2, 3, 4, 32])('batch %i: equals one copy at a time', async (batch) => {
    const classes = [[1, 4], undefined, 0];
    const options = { methods: ['gradcam', 'randomcam'], classes, metrics: names, regions };
    const explanations = await explainInBatches(engine, images, options, batch, (part, given) =>
      explainMany(engine, part, given, batch),
    );
    for (const { maps, rows, verdicts } of explanations) {
      expect(verdicts).toHaveLength(4);
      for (const [at, row] of rows.entries()) {
        const region = [[1, 1, 4, 4], null, 'all'][row.image];
        const inside = Uint8Array.from({ length: 64 }, (_, pixel) => {
          const [y, x] = [pixel >> 3, pixel & 7];
          return region === 'all' || (x >= 1 && x < 5 && y >= 1 && y < 5) ? 1 : 0;
        });
        const wanted = await slowTwin(
          item(images, row.image),
          item(maps, at),
          row.class,
          region === null ? null : inside,
        );
        const { figures } = verdicts[at]!;
        expect(Object.keys(figures)).toEqual(Object.keys(wanted));
        for (const [name, value] of Object.entries(wanted)) {
          expect(figures[name] === null, name).toBe(value === null);
          expect(figures[name] ?? 0, name).toBeCloseTo(value ?? 0, 5);
        }
      }
    }
  });

  test('nothing asked for, nothing given', async () => {
    const [explained] = await explainMany(engine, images, { methods: ['gradcam'] }, 4);
    expect(explained!.verdicts).toEqual([0, 1, 2].map(() => ({ figures: {}, flags: [] })));
  });
});

describe('evaluate', () => {
  test('says of the same maps what explainMany says', async () => {
    const [explained] = await explainMany(engine, images, { methods: ['gradcam'], metrics: names }, 4);
    const { maps, rows, verdicts } = explained!;
    expect(await evaluate(engine, images, { maps, rows, metrics: names }, 4)).toEqual(verdicts);
  });

  test.each([
    ['METRIC_UNKNOWN', { metrics: ['raod'] }, /Did you mean "road"/],
    [
      'INPUT_INVALID',
      { maps: { data: new Float32Array(64), shape: [8, 8] } },
      /shape \[1, 8, 8\].*received \[8, 8\]/,
    ],
    ['INPUT_INVALID', { rows: [{ image: 3, class: 0 }] }, /image in 0\.\.2, received 3/],
    ['CLASS_UNKNOWN', { rows: [{ image: 0, class: 5 }] }, /0\.\.4, received 5/],
    ['INPUT_INVALID', { regions: [undefined] }, /regions for each of 3 images, received 1/],
  ] as const)('refuses what cannot be meant: %s', async (code, change, message) => {
    const maps = { data: new Float32Array(64), shape: [1, 8, 8] };
    const options = { maps, rows: [{ image: 0, class: 0 }], metrics: ['road'], ...change };
    const refused = await failure(() => evaluate(engine, images, options, 4));
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});
