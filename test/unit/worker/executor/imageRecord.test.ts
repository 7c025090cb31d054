import { expect, test } from 'vitest';
import type { ClassChoice } from '../../../../src/config/runRequest.ts';
import { recordSchema } from '../../../../src/storage/record.ts';
import { tensor } from '../../../../src/tensor/tensor.ts';
import type { ImageExplanation } from '../../../../src/worker/executor/engineInput.ts';
import { explainedMaps, okRecord } from '../../../../src/worker/executor/imageRecord.ts';
import type { Prepared } from '../../../../src/worker/executor/prepareImage.ts';
import { smallRequest } from '../../../support/runRequest.ts';

/** Two classes of one image, maps of 2x2: one with a peak, one flat. */
const explanation: ImageExplanation = {
  logits: tensor(Float32Array.of(0, 2, -9, 0, 0, 0), [6]),
  probabilities: tensor(Float32Array.of(0.5, 0.875, 0, 0.5, 0.5, 0.5), [6]),
  features: null,
  methods: [
    {
      look: 'overlay',
      values: null,
      layers: ['layer4'],
      classes: [1, 4],
      maps: tensor(Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0), [2, 2, 2]),
      layerMaps: null,
      rawRange: [
        [-1, 3],
        [-2, -1],
      ],
      flat: [false, true],
      figures: [{}, { completenessGap: -0.5 }],
      verdicts: [
        { figures: {}, flags: [] },
        { figures: { road: 0.25, pointing: null }, flags: ['road:ties'] },
      ],
    },
  ],
};

const prepared: Prepared = {
  tensor: tensor(new Float32Array(12), [3, 2, 2]),
  crop: { data: new Uint8Array(12), width: 2, height: 2 },
  transform: { resizedWidth: 4, resizedHeight: 2, cropLeft: 1, cropTop: 0, cropWidth: 2, cropHeight: 2 },
  width: 8,
  height: 4,
  sha256: 'ab',
  ground: null,
  region: undefined,
};

test('names follow from the request: the class is in them where an image may have several', () => {
  const name = (classes: ClassChoice) =>
    explainedMaps('night', smallRequest({ classes }), 'a/b.jpg', explanation)[0]!.explained.heatmap;
  expect(name('pred')).toBe('runs/night/heatmaps/gradcam/a/b.jpg.png');
  expect(name([1])).toBe('runs/night/heatmaps/gradcam/a/b.jpg.png');
  expect(name('top1')).toBe('runs/night/heatmaps/gradcam/a/b.jpg.png');
  expect(name('top12')).toBe('runs/night/heatmaps/gradcam/a/b.jpg.c1.png');
  expect(name('top3')).toBe('runs/night/heatmaps/gradcam/a/b.jpg.c1.png');
  expect(name([1, 4])).toBe('runs/night/heatmaps/gradcam/a/b.jpg.c1.png');
});

test('outputs that were not asked for are null', () => {
  const [map] = explainedMaps('night', smallRequest({ outputs: ['maps'] }), 'b.jpg', explanation);
  expect(map!.explained).toMatchObject({ heatmap: null, overlay: null });
});

test('a record is as the schema says, with the figures of each map', () => {
  const maps = explainedMaps('night', smallRequest({ classes: [1, 4] }), 'b.jpg', explanation);
  const record = okRecord(
    { key: 'b.jpg', bytes: 3 },
    prepared,
    explanation,
    maps.map(({ explained }) => explained),
    ['zero', 'one'],
  );
  expect(recordSchema.parse(record)).toEqual(record);
  expect(record.top5.map(({ index }) => index)).toEqual([1, 0, 3, 4, 5]);
  expect(record.top5[0]).toMatchObject({ name: 'one', probability: 0.875 });
  expect(record.top5[2]).toMatchObject({ name: null });
  expect(record.explanations).toEqual([
    {
      class: 1,
      method: 'gradcam',
      layers: ['layer4'],
      flat: false,
      rawMin: -1,
      rawMax: 3,
      energy: 0.25,
      entropy: 0,
      centerOfMass: [0.75, 0.25],
      box: [1, 0, 1, 1],
      heatmap: 'runs/night/heatmaps/gradcam/b.jpg.c1.png',
      overlay: 'runs/night/overlays/gradcam/b.jpg.c1.jpg',
    },
    expect.objectContaining({
      class: 4,
      flat: true,
      energy: 0,
      centerOfMass: null,
      box: null,
      figures: { completenessGap: -0.5 },
    }),
  ]);
});

test('what metrics say is in the record, and nothing where none was asked', () => {
  const [plain, judged] = explainedMaps('night', smallRequest({ classes: [1, 4] }), 'b.jpg', explanation);
  expect(plain!.explained).not.toHaveProperty('metrics');
  expect(plain!.explained).not.toHaveProperty('metricFlags');
  expect(judged!.explained).toMatchObject({
    metrics: { road: 0.25, pointing: null },
    metricFlags: ['road:ties'],
  });
});
