import { expect, test } from 'vitest';
import { failedRecord } from '../../../src/storage/failedRecord.ts';
import { tensor } from '../../../src/tensor/tensor.ts';
import { failedImage } from '../../../src/worker/failedImage.ts';
import type { FinishedImage } from '../../../src/worker/protocol.ts';
import { shardFeatures, shardMaps } from '../../../src/worker/shardTensors.ts';

const record = failedRecord('a.jpg', { code: 'IMAGE_EMPTY', message: '' });
const failed = failedImage(record);
const withMaps = (...values: number[]): FinishedImage => ({
  ...failed,
  maps: values.map((value) => tensor(Float32Array.of(value, value + 1), [1, 1, 2])),
});

test('one row a line, NaN where the image failed', () => {
  const maps = shardMaps([failed, withMaps(1, 10), failed, withMaps(3, 30)], 1);
  expect(maps?.shape).toEqual([4, 1, 1, 2]);
  expect([...maps!.data]).toEqual([NaN, NaN, 10, 11, NaN, NaN, 30, 31]);
});

test('a method without layer maps has none, the one beside it keeps its own', () => {
  const map = tensor(Float32Array.of(1, 2), [1, 1, 2]);
  const image: FinishedImage = { ...failed, maps: [null, map] };
  expect(shardMaps([image, failed], 0)).toBeUndefined();
  expect([...shardMaps([image, failed], 1)!.data]).toEqual([1, 2, NaN, NaN]);
});

test('nothing where no image has a map', () => {
  expect(shardMaps([failed, failed], 0)).toBeUndefined();
});

const withFeatures = (...values: number[]) => ({
  ...failed,
  features: tensor(Float32Array.from(values), [values.length]),
});

test('features: one row a line, NaN where the image failed; nothing where all did, or none were asked for', () => {
  const features = shardFeatures([failed, withFeatures(1, 2), withFeatures(3, 4)]);
  expect(features?.shape).toEqual([3, 2]);
  expect([...features!.data]).toEqual([NaN, NaN, 1, 2, 3, 4]);
  expect(shardFeatures([failed])).toBeUndefined();
});
