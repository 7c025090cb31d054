import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { RunRequest } from '../../../../src/config/runRequest.ts';
import { tensor } from '../../../../src/tensor/tensor.ts';
import { sampleFiles } from '../../../../src/worker/executor/sampleFiles.ts';
import { explained } from '../../../support/records.ts';

const crop = { data: Uint8Array.from({ length: 12 }, (_, at) => 20 * at), width: 2, height: 2 };
const png = Uint8Array.of(1, 2);
const map = (method: string, index: number, hasLayer: boolean) => ({
  explained: explained({ method, class: index }),
  map: tensor(new Float32Array(4), [2, 2]),
  layerMap: hasLayer ? tensor(Float32Array.of(0.5), [1, 1]) : null,
  look: 'overlay' as const,
  values: null,
  png,
});

const files = (
  request: Pick<RunRequest, 'methods' | 'classes'>,
  maps = [map('gradcam', 3, true)],
  label?: number,
) => sampleFiles(label === undefined ? {} : { label }, crop, maps, request);

test('one method, one class: plain names; the crop without loss, the label as text', async () => {
  const sample = await files({ methods: ['gradcam'], classes: 'pred' }, undefined, 7);
  expect(sample.map(({ name }) => name)).toEqual(['png', 'cls', 'heatmap.png', 'map.npy']);
  expect(await sharp(sample[0]!.bytes).raw().toBuffer()).toEqual(Buffer.from(crop.data));
  expect(new TextDecoder().decode(sample[1]!.bytes)).toBe('7');
  expect(sample[2]!.bytes).toBe(png);
});

test('several methods and classes stand in the names; what has no layer has no map', async () => {
  const maps = [map('gradcam', 3, true), map('fullgrad', 3, false)];
  const sample = await files({ methods: ['gradcam', 'fullgrad'], classes: [3, 5] }, maps);
  expect(sample.map(({ name }) => name)).toEqual([
    'png',
    'gradcam.c3.heatmap.png',
    'gradcam.c3.map.npy',
    'fullgrad.c3.heatmap.png',
  ]);
});
